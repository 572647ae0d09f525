/**
 * How soon an acknowledged write is in the counts: posts one event, asks for the count at its
 * position as soon as it is acknowledged, and goes on.
 */
import { Histogram, type LatencySummary } from './histogram.ts';
import { type HttpAnswer, HttpConnection, requestBytes } from './http-connection.ts';

export type VisibleTimes = {
  /** From sending an event to its acknowledgement, in microseconds. */
  readonly acknowledged: LatencySummary;
  /** From the acknowledgement to the answer of a count that has it. */
  readonly visible: LatencySummary;
};

/** Writes and asks for so long; throws when an acknowledged event is not counted. */
export async function measureVisible(port: number, seconds: number): Promise<VisibleTimes> {
  const [writing, asking] = await Promise.all([
    HttpConnection.open(port),
    HttpConnection.open(port),
  ]);
  const acknowledged = new Histogram();
  const visible = new Histogram();
  const endMs = performance.now() + seconds * 1000;
  for (let written = 1; performance.now() < endMs; written++) {
    const sentMs = performance.now();
    const event = { contact: `probe ${written}`, event: 'probe', id: 'once' };
    const { position } = await ask(writing, '/v1/events', event);
    const answeredMs = performance.now();
    acknowledged.record((answeredMs - sentMs) * 1000);
    const path = `/v1/count?min_position=${position}`;
    const { count } = await ask(asking, path, { rule: { event: 'probe' } });
    visible.record((performance.now() - answeredMs) * 1000);
    if (count !== written) throw new Error(`${written} events acknowledged, ${count} counted`);
  }
  writing.close();
  asking.close();
  return { acknowledged: acknowledged.summary(), visible: visible.summary() };
}

async function ask(
  connection: HttpConnection,
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const bytes = Buffer.from(JSON.stringify(body));
  const request = requestBytes('POST', path, 'application/json', bytes).bytes;
  const answer: HttpAnswer = await connection.ask(request);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body.toString()}`);
  return JSON.parse(answer.body.toString()) as Readonly<Record<string, unknown>>;
}
