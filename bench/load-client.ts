/**
 * The load generator: a process of its own, so that it is measured apart from the server. Takes
 * one `LoadPlan` after the other as a message and answers each with a `LoadResult`.
 */
import { answerPlans } from './client-process.ts';
import { Histogram } from './histogram.ts';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { Body, CONTENT_TYPES } from './load-items.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

/** Different bodies that the connections share out among them; each is used by one at a time. */
const BODIES = 32;

type Prepared = { readonly body: Body; readonly bytes: Buffer; readonly bodyAt: number };

answerPlans((plan: LoadPlan) => new Load(plan).run());

class Load {
  readonly #plan: LoadPlan;
  readonly #bodies: Prepared[];
  readonly #histogram = new Histogram();
  readonly #statuses: Record<string, number> = {};
  #accepted = 0;
  #nextId: number;
  /** Requests begun. */
  #begun = 0;
  #startMs = 0;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#nextId = plan.firstId;
    const count = Math.max(BODIES, plan.connections * 2);
    this.#bodies = Array.from({ length: count }, (_, number) => prepare(plan, number));
  }

  async run(): Promise<LoadResult> {
    const { connections } = this.#plan;
    const open = await Promise.all(
      Array.from({ length: connections }, () => HttpConnection.open(this.#plan.port)),
    );
    const before = process.cpuUsage();
    this.#startMs = performance.now();
    await Promise.all(open.map((connection) => this.#drive(connection)));
    const seconds = (performance.now() - this.#startMs) / 1000;
    const { user, system } = process.cpuUsage(before);
    for (const connection of open) connection.close();
    return {
      seconds,
      accepted: this.#accepted,
      statuses: this.#statuses,
      latency: this.#histogram.summary(),
      cpuSeconds: (user + system) / 1e6,
      nextId: this.#nextId,
    };
  }

  async #drive(connection: HttpConnection): Promise<void> {
    for (;;) {
      const dueMs = this.#nextDue();
      if (dueMs === undefined) return;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const prepared = this.#bodies.pop() as Prepared;
      const { body, bytes, bodyAt } = prepared;
      body.renumber(this.#nextId);
      this.#nextId += body.items;
      body.bytes.copy(bytes, bodyAt);
      const sentMs = this.#plan.rate === undefined ? performance.now() : dueMs;
      const answer = await connection.ask(bytes);
      this.#histogram.record((performance.now() - sentMs) * 1000);
      this.#statuses[answer.status] = (this.#statuses[answer.status] ?? 0) + 1;
      if (answer.status === 200) {
        this.#accepted += (
          JSON.parse(answer.body.toString('latin1')) as { accepted: number }
        ).accepted;
      }
      this.#bodies.unshift(prepared);
    }
  }

  /** The moment that the next request is due at, or undefined when there is none. */
  #nextDue(): number | undefined {
    const { rate, seconds = Infinity, requests = Infinity } = this.#plan;
    if (this.#begun >= requests) return undefined;
    const dueMs =
      rate === undefined ? performance.now() : this.#startMs + (this.#begun / rate) * 1000;
    if (dueMs - this.#startMs >= seconds * 1000) return undefined;
    this.#begun += 1;
    return dueMs;
  }
}

function prepare(plan: LoadPlan, number: number): Prepared {
  const { kind, format } = plan;
  const body = new Body({ ...plan, number });
  const path = kind === 'contacts' ? '/v1/contacts' : '/v1/events';
  return { body, ...requestBytes('POST', path, CONTENT_TYPES[format], body.bytes) };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
