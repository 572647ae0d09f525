/**
 * The asking client: a process of its own that sends questions and measures how long answers take,
 * either each connection as fast as it is answered (closed loop) or at fixed moments (open loop).
 */
import type { AskPlan, AskResult } from './ask-plan.ts';
import { answerPlans } from './client-process.ts';
import { Histogram, type LatencySummary } from './histogram.ts';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { sharedNowMs } from './metronome.ts';
import { type Due, openLoop } from './open-loop.ts';

answerPlans(async (plan: AskPlan): Promise<AskResult> => {
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => HttpConnection.open(plan.port)),
  );
  try {
    return await new Asking(plan, connections).run();
  } finally {
    for (const connection of connections) connection.close();
  }
});

type LoopEnd = {
  readonly startMs: number;
  readonly late?: LatencySummary;
  readonly unanswered: number;
};

type Prepared = { readonly bytes: Buffer; readonly latency: Histogram };

class Asking {
  readonly #plan: AskPlan;
  readonly #connections: readonly HttpConnection[];
  readonly #requests: readonly Prepared[];
  readonly #latency = new Map<string, Histogram>();
  readonly #statuses: Record<string, number> = {};
  #bytes = 0;

  constructor(plan: AskPlan, connections: readonly HttpConnection[]) {
    this.#plan = plan;
    this.#connections = connections;
    this.#requests = plan.requests.map(({ label, method, path, body }) => {
      const json = Buffer.from(body === undefined ? '' : JSON.stringify(body));
      const latency = this.#latency.get(label) ?? new Histogram();
      this.#latency.set(label, latency);
      return { latency, bytes: requestBytes(method, path, 'application/json', json).bytes };
    });
  }

  async run(): Promise<AskResult> {
    const before = process.cpuUsage();
    const { rate } = this.#plan;
    const { startMs, ...open } = await (rate === undefined
      ? this.#closedLoop()
      : this.#openLoop(rate));
    const { user, system } = process.cpuUsage(before);
    return {
      seconds: (sharedNowMs() - startMs) / 1000,
      statuses: this.#statuses,
      latency: Object.fromEntries(
        [...this.#latency].map(([label, histogram]) => [label, histogram.summary()]),
      ),
      ...open,
      bytes: this.#bytes,
      cpuSeconds: (user + system) / 1e6,
    };
  }

  async #closedLoop(): Promise<LoopEnd> {
    const startMs = sharedNowMs();
    const endMs = startMs + this.#plan.seconds * 1000;
    let begun = 0;
    await Promise.all(
      this.#connections.map(async (connection) => {
        for (;;) {
          const dueMs = sharedNowMs();
          if (dueMs >= endMs || begun === this.#limit()) return;
          await this.#ask(connection, { number: begun++, dueMs });
        }
      }),
    );
    return { startMs, unanswered: 0 };
  }

  async #openLoop(rate: number): Promise<LoopEnd> {
    const { startMs, late, unanswered } = await openLoop(
      this.#connections,
      { rate, seconds: this.#plan.seconds, limit: this.#limit() },
      (connection, due) => this.#ask(connection, due),
    );
    for (const due of unanswered) this.#record(due);
    return { startMs, late, unanswered: unanswered.length };
  }

  async #ask(connection: HttpConnection, due: Due): Promise<void> {
    const { status, body } = await connection.ask(this.#request(due).bytes);
    this.#record(due);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#bytes += body.length;
  }

  #record(due: Due): void {
    this.#request(due).latency.record((sharedNowMs() - due.dueMs) * 1000);
  }

  #request({ number }: Due): Prepared {
    return this.#requests[number % this.#requests.length] as Prepared;
  }

  #limit(): number {
    return this.#plan.once ? this.#requests.length : Number.POSITIVE_INFINITY;
  }
}
