/**
 * A client beside the broken ones who does everything right, one thing after the other, over a
 * connection that is kept: writes a contact, then counts those that it has written. Its times have in
 * them what this process does besides.
 */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answered, type Sent, send } from '../recovery/http-send.ts';

const KINDS = 7;
/** A contact that requests may name. */
const FIRST = 'first';

export class GoodClient {
  readonly ids: string[] = [];
  readonly faults: string[] = [];
  /** How long each answer took. */
  readonly #tookMs: number[] = [];
  /** Answers of 503, after which it came back as it was told to. */
  #deferred = 0;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #counts = Array.from({ length: KINDS }, () => 0);

  constructor(url: string) {
    this.#url = url;
  }

  /** Gives fields and attributes their types, before anybody else does. */
  async begin(): Promise<void> {
    const body = [{ id: FIRST, fields: { Note: 'n', Age: 1, Tags: ['a'] } }];
    await this.#ask({ method: 'POST', path: '/v1/contacts', body });
    const event = { contact: FIRST, event: 'purchase', attributes: { amount: 1 } };
    await this.#ask({ method: 'POST', path: '/v1/events', body: [event] });
    this.ids.push(FIRST);
    await this.round();
  }

  /** Until it is told to stop; rejects when it is not answered. */
  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.round();
  }

  async round(): Promise<void> {
    const id = `good-${this.ids.length}`;
    const kind = this.ids.length % KINDS;
    const body = [{ id, fields: { Good: kind } }];
    const written = await this.#ask({ method: 'POST', path: '/v1/contacts', body });
    const { accepted } = written.json as { accepted?: number };
    this.#expect(written, accepted === 1, 'its write');
    this.ids.push(id);
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    const wanted = this.#counts[kind];
    const rule = { field: 'Good', op: 'eq', value: kind };
    const counted = await this.#ask({ method: 'POST', path: '/v1/count', body: { rule } });
    const { count } = counted.json as { count?: number };
    this.#expect(counted, count === wanted, `its count, which is ${wanted}`);
  }

  /** Ids of all contacts that there are, and how many the server counts. */
  async everything(): Promise<{ readonly ids: readonly string[]; readonly count: number }> {
    const body = { rule: { all: [] } };
    const { text } = await this.#ask({ method: 'POST', path: '/v1/recipients', body });
    const lines = text.split('\n').slice(0, -1);
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    const counted = await this.#ask({ method: 'POST', path: '/v1/count', body });
    return { ids, count: (counted.json as { count: number }).count };
  }

  figures() {
    const tookMs = this.#tookMs.toSorted((left, right) => left - right);
    const share = (part: number) => tookMs[Math.floor((tookMs.length - 1) * part)] ?? 0;
    return {
      goodAnswers: tookMs.length,
      goodDeferred: this.#deferred,
      goodP50Ms: share(0.5),
      goodP99Ms: share(0.99),
      goodMostMs: share(1),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(sent: Sent): Promise<Answered> {
    while (true) {
      const startedMs = performance.now();
      const answer = await send(this.#url, sent, this.#agent);
      this.#tookMs.push(performance.now() - startedMs);
      if (answer.status !== 503) return answer;
      this.#deferred++;
      await sleep(Number(answer.headers['retry-after']) * 1000);
    }
  }

  #expect({ status, text }: Answered, isRight: boolean, what: string): void {
    if (!isRight)
      this.faults.push(`the client's answer to ${what}: ${status} ${text.slice(0, 300)}`);
  }
}
