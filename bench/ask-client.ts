/**
 * The asking client: a process of its own that sends questions and measures how long answers take,
 * either each connection as fast as it is answered (closed loop) or at fixed moments (open loop).
 */
import type { AskPlan, AskResult } from './ask-plan.ts';
import { answerPlans } from './client-process.ts';
import { Histogram, type LatencySummary } from './histogram.ts';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { sharedNowMs } from './metronome.ts';
import { openLoop } from './open-loop.ts';

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

class Asking {
  readonly #plan: AskPlan;
  readonly #connections: readonly HttpConnection[];
  readonly #requests: readonly Buffer[];
  readonly #latency = new Histogram();
  readonly #statuses: Record<string, number> = {};
  #bytes = 0;
  /** Requests begun. */
  #begun = 0;

  constructor(plan: AskPlan, connections: readonly HttpConnection[]) {
    this.#plan = plan;
    this.#connections = connections;
    this.#requests = plan.requests.map(({ method, path, body }) => {
      const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
      return requestBytes(method, path, 'application/json', bytes).bytes;
    });
  }

  async run(): Promise<AskResult> {
    const before = process.cpuUsage();
    const startMs = sharedNowMs();
    const { rate } = this.#plan;
    const open = await (rate === undefined ? this.#closedLoop() : this.#openLoop(rate));
    const { user, system } = process.cpuUsage(before);
    return {
      seconds: (sharedNowMs() - startMs) / 1000,
      statuses: this.#statuses,
      latency: this.#latency.summary(),
      ...open,
      bytes: this.#bytes,
      cpuSeconds: (user + system) / 1e6,
    };
  }

  async #closedLoop(): Promise<{ readonly unanswered: number }> {
    const endMs = sharedNowMs() + this.#plan.seconds * 1000;
    await Promise.all(
      this.#connections.map(async (connection) => {
        for (;;) {
          const nowMs = sharedNowMs();
          if (nowMs >= endMs || this.#begun === this.#limit()) return;
          await this.#ask(connection, nowMs);
        }
      }),
    );
    return { unanswered: 0 };
  }

  async #openLoop(rate: number): Promise<{ late: LatencySummary; unanswered: number }> {
    const { late, unanswered } = await openLoop(
      this.#connections,
      { rate, seconds: this.#plan.seconds, limit: this.#limit() },
      (connection, dueMs) => this.#ask(connection, dueMs),
    );
    for (const dueMs of unanswered) this.#latency.record((sharedNowMs() - dueMs) * 1000);
    return { late, unanswered: unanswered.length };
  }

  async #ask(connection: HttpConnection, sinceMs: number): Promise<void> {
    const request = this.#requests[this.#begun % this.#requests.length] as Buffer;
    this.#begun += 1;
    const { status, body } = await connection.ask(request);
    this.#latency.record((sharedNowMs() - sinceMs) * 1000);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#bytes += body.length;
  }

  #limit(): number {
    return this.#plan.once ? this.#requests.length : Number.POSITIVE_INFINITY;
  }
}
