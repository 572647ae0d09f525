/** Sends the requests of a run, over many connections at a time, and judges and counts what comes. */
import type { RunningServer } from '../recovery/server-process.ts';
import { exchange, type Outcome } from './socket-exchange.ts';
import { faultsOf, isFromLibrary } from './socket-judge.ts';
import { Ledger } from './socket-ledger.ts';
import { type BrokenRequest, makeRequest } from './socket-request.ts';

export type PlayOptions = {
  readonly seed: number;
  /** Connections to make. */
  readonly rounds?: number;
  /** How long to go on; what comes first ends it. */
  readonly seconds?: number;
  /** Now and then. */
  readonly onRound?: (so: SocketFigures) => void;
};

export type SocketFigures = {
  readonly connections: number;
  /** A connection that is pipelined has several. */
  readonly requests: number;
  /** Connections by what came of them. */
  readonly outcomes: string;
  /** Answers by status; those of the library under the server apart. */
  readonly statuses: string;
  /** The connection that was open longest. */
  readonly longestMs: number;
  /** Contacts that broken clients were told of, and those of writes that nobody answered. */
  readonly acknowledged: number;
  readonly untold: number;
};

const LANES = 24;
/** Connections besides that wait for the server to close them; beyond that a lane waits too. */
const MOST_STAYING = 300;
const TOLD_EVERY = 500;

export class SocketPlay {
  readonly faults: string[] = [];
  readonly #server: RunningServer;
  readonly #options: PlayOptions;
  readonly #ledger = new Ledger();
  readonly #staying = new Set<Promise<void>>();
  readonly #outcomes = new Map<string, number>();
  readonly #statuses = new Map<string, number>();
  #next = 0;
  #ended = 0;
  #requests = 0;
  #longestMs = 0;

  constructor(server: RunningServer, options: PlayOptions) {
    this.#server = server;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { rounds = Infinity, seconds = Infinity } = this.#options;
    const untilMs = performance.now() + seconds * 1000;
    const lane = async () => {
      while (this.#next < rounds && performance.now() < untilMs && !this.#server.isOver) {
        await this.#one(makeRequest(this.#options.seed, this.#next++));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await Promise.all(this.#staying);
    if (this.#server.isOver) throw new Error('the process died');
  }

  figures(): SocketFigures {
    const { acknowledged, untold } = this.#ledger;
    return {
      connections: this.#next,
      requests: this.#requests,
      outcomes: listed(this.#outcomes),
      statuses: listed(this.#statuses),
      longestMs: this.#longestMs,
      acknowledged,
      untold,
    };
  }

  /** What is wrong with the contacts that there are in the end; those of the good client are known. */
  storedFaults(ids: readonly string[], known: readonly string[]): string[] {
    const there = new Set(ids);
    const missing = known.filter((id) => !there.has(id)).map((id) => `the contact ${id} is gone`);
    for (const id of known) there.delete(id);
    return [...missing, ...this.#ledger.faults([...there])];
  }

  async #one(request: BrokenRequest): Promise<void> {
    const port = Number(new URL(this.#server.url).port);
    const exchanged = exchange(port, request).then((outcome) => this.#note(request, outcome));
    if (request.ending.kind !== 'stays') return exchanged;
    const staying = exchanged.finally(() => this.#staying.delete(staying));
    this.#staying.add(staying);
    if (this.#staying.size > MOST_STAYING) await staying;
  }

  #note(request: BrokenRequest, outcome: Outcome): void {
    this.#requests += request.parts.length;
    this.#longestMs = Math.max(this.#longestMs, outcome.tookMs);
    addOne(this.#outcomes, nameOf(request, outcome));
    for (const answer of outcome.answers) {
      addOne(this.#statuses, `${answer.status}${isFromLibrary(answer) ? ' (library)' : ''}`);
    }
    this.#ledger.note(request, outcome);
    for (const fault of faultsOf(request, outcome)) this.faults.push(`${fault}, ${shown(request)}`);
    if (this.#ended++ % TOLD_EVERY === 0) this.#options.onRound?.(this.figures());
  }
}

function nameOf({ parts, ending }: BrokenRequest, outcome: Outcome): string {
  const { answers, closedByServer } = outcome;
  if (answers.length >= parts.length) return 'answered';
  if (answers.length > 0) return 'answered in part';
  if (closedByServer) return ending.kind === 'stays' ? 'closed for silence' : 'closed';
  return ending.kind === 'answered' ? 'left waiting for more' : 'left early';
}

function shown({ index, parts, ending, pieces }: BrokenRequest): string {
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  const text = JSON.stringify(bytes.subarray(0, 600).toString('latin1'));
  const names = parts.map(({ name }) => name).join(' | ');
  const how = `${JSON.stringify(ending)}, ${pieces} pieces, ${bytes.length} bytes`;
  return `request ${index} (${names}; ${how}): ${text}`;
}

function addOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The most frequent first. */
function listed(counts: ReadonlyMap<string, number>): string {
  const ordered = [...counts].sort(([, left], [, right]) => right - left);
  return ordered.map(([name, count]) => `${name} ${count}`).join(', ');
}
