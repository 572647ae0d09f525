/**
 * Sends prepared requests over many raw connections, cheaply, and prints what came back as JSON.
 *
 * Arguments: port, requests a second (0: each connection sends as soon as it is answered), most
 * connections, seconds, `patient` or `impatient`. At a given rate a request goes out when it is due,
 * over a connection that is idle or a new one; with none left it is counted as held back. What is
 * refused is not sent again; the connection of a patient client rests for as long as `Retry-After` says.
 */
import { connect } from 'node:net';

const [port, rate, most, seconds] = process.argv.slice(2, 6).map(Number);
const isPatient = process.argv[6] === 'patient';
const BODIES = 64;
const CONTACTS = 20;
const TICK_MS = 2;
const MAX_DRAIN_MS = 20_000;

const requests = Array.from({ length: BODIES }, (_, n) => prepared(n));
const report = {
  sent: 0,
  ok: 0,
  refused: 0,
  refusedWithoutRetry: 0,
  others: 0,
  errors: 0,
  held: 0,
};
const latenciesMs = [];
const idle = [];
let open = 0;
let busy = 0;
let next = 0;
let isOver = false;

const startedMs = performance.now();
if (rate === 0) for (let i = 0; i < most; i++) openOne(sendOn);
const timer = setInterval(tick, TICK_MS);

function tick() {
  const elapsedMs = performance.now() - startedMs;
  if (elapsedMs >= seconds * 1000) {
    isOver = true;
    if (busy === 0 || elapsedMs >= seconds * 1000 + MAX_DRAIN_MS) finish();
    return;
  }
  const due = Math.floor((elapsedMs / 1000) * rate);
  while (report.sent + report.held < due) {
    const connection = idle.pop();
    if (connection !== undefined) sendOn(connection);
    else if (open < most) openOne(sendOn);
    else report.held += 1;
  }
}

function openOne(use) {
  open += 1;
  const connection = { socket: connect(port, '127.0.0.1'), read: '', sentMs: 0, isBusy: false };
  const { socket } = connection;
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('data', (text) => receive(connection, text));
  socket.on('error', () => {});
  socket.on('close', () => {
    open -= 1;
    if (connection.isBusy) {
      busy -= 1;
      report.errors += 1;
    }
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    if (rate === 0 && !isOver) setTimeout(() => openOne(sendOn), 10);
  });
  use(connection);
}

function sendOn(connection) {
  connection.sentMs = performance.now();
  connection.isBusy = true;
  busy += 1;
  report.sent += 1;
  connection.socket.write(requests[next++ % BODIES]);
}

function receive(connection, text) {
  connection.read += text;
  const end = connection.read.indexOf('\r\n\r\n');
  if (end < 0) return;
  const head = connection.read.slice(0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (connection.read.length < end + 4 + length) return;
  connection.read = connection.read.slice(end + 4 + length);
  connection.isBusy = false;
  busy -= 1;
  count(Number(head.slice(9, 12)), head, performance.now() - connection.sentMs);
  const rest = isPatient ? Number(/\r\nretry-after: *(\d+)/i.exec(head)?.[1] ?? 0) : 0;
  if (/\r\nconnection: *close/i.test(head)) connection.socket.destroy();
  else if (rest > 0) setTimeout(() => free(connection), rest * 1000);
  else free(connection);
}

function free(connection) {
  if (connection.socket.destroyed) return;
  if (rate === 0 && !isOver) sendOn(connection);
  else idle.push(connection);
}

function count(status, head, tookMs) {
  if (status === 200) {
    report.ok += 1;
    latenciesMs.push(tookMs);
  } else if (status === 429 || status === 503) {
    report.refused += 1;
    if (!/\r\nretry-after: *\d/i.test(head)) report.refusedWithoutRetry += 1;
  } else {
    report.others += 1;
  }
}

function finish() {
  clearInterval(timer);
  latenciesMs.sort((a, b) => a - b);
  const at = (share) => latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0;
  const line = JSON.stringify({ ...report, unanswered: busy, p50Ms: at(0.5), p99Ms: at(0.99) });
  process.stdout.write(`${line}\n`, () => process.exit(0));
}

/** Contacts that change a value: work for the server, and no more to hold for it. */
function prepared(n) {
  const contacts = Array.from({ length: CONTACTS }, (_, i) => ({
    id: `load ${i}`,
    fields: { n: n + i, city: `city ${(n + i) % 7}` },
  }));
  const body = JSON.stringify(contacts);
  const head = [
    'POST /v1/contacts HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
