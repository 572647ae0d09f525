/**
 * Several clients and what they wrote to one data folder over the lives of many servers: writes
 * while a server lives, and says after its end whether the next one holds all that was
 * acknowledged, once, and answers questions as the oracle does.
 */
import { Oracle } from '../oracle/oracle.ts';
import { drawQueries, drawWorldPlan, type WorldPlan } from './client-plan.ts';
import { type Acknowledged, RecordingClient, type Stop } from './recording-client.ts';
import { differencesOf, eventTotals, playTo, shown } from './world-compare.ts';
import { Reader, readWorld, type SeenWorld } from './world-read.ts';

const CLIENTS = 4;

/** What was seen so far, for the report of a run. */
export type WorldFigures = {
  acknowledged: number;
  /** Writes without an answer, and how many of them turned out to be stored. */
  unknown: number;
  stored: number;
  checks: number;
  /** Rules whose count and members were compared. */
  rules: number;
};

export class ClientWorld {
  readonly plan: WorldPlan;
  readonly clients: readonly RecordingClient[];
  readonly figures: WorldFigures = { acknowledged: 0, unknown: 0, stored: 0, checks: 0, rules: 0 };
  readonly #seed: number;
  #seen: SeenWorld | undefined;

  constructor(seed: number) {
    this.#seed = seed;
    this.plan = drawWorldPlan(seed, CLIENTS);
    this.clients = this.plan.clients.map(
      (plan, i) => new RecordingClient(plan, seed + i, i === 0 ? this.plan.seeding : []),
    );
  }

  /** Whether all that the world relies on is written. */
  get isSeeded(): boolean {
    const [first] = this.clients;
    return (first?.acknowledged.length ?? 0) >= this.plan.seeding.length;
  }

  get highestPosition(): number {
    return Math.max(...this.clients.map(({ highestPosition }) => highestPosition));
  }

  /** Events that were sent at or after a moment, and acknowledged all the same. */
  acknowledgedSince(momentMs: number): number {
    const all = this.clients.flatMap(({ acknowledged }) => acknowledged);
    return all.filter(
      ({ write, outcome, sentMs }) =>
        sentMs >= momentMs && write.path === '/v1/events' && (outcome?.accepted ?? 0) > 0,
    ).length;
  }

  /** Writes that were acknowledged with a record after a position: a repeat writes none. */
  acknowledgedBeyond(position: number): number {
    const all = this.clients.flatMap(({ acknowledged }) => acknowledged);
    return all.filter(({ outcome }) => (outcome?.position ?? 0) > position).length;
  }

  get acknowledged(): number {
    return this.clients.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  }

  /** Writes until asked to stop or until the server is gone; first, alone, what is relied on. */
  async write(url: string, stop: Stop): Promise<void> {
    const [first, ...others] = this.clients;
    await this.seed(url, stop);
    if (!this.isSeeded) return;
    await Promise.all([first, ...others].map((client) => client?.run(url, stop)));
  }

  /** Writes what all other writes rely on. */
  async seed(url: string, stop: Stop = { isAsked: false }): Promise<void> {
    const [first] = this.clients;
    await first?.run(url, stop, this.plan.seeding.length - first.acknowledged.length);
  }

  /**
   * Reads everything back from a server, settles what became of writes without an answer, and
   * compares the answers to `rules` random questions. Throws with what differs.
   */
  async check(url: string, rules: number): Promise<void> {
    const reader = new Reader(url);
    try {
      const seen = await readWorld(reader, this.plan);
      this.#checkPositions(seen);
      this.#checkOrdinals(seen);
      for (const client of this.clients) await this.#settle(client, seen, reader);
      const oracle = this.#oracle(seen);
      if (oracle.total() !== seen.contacts.size) {
        throw this.#failure([`${seen.contacts.size} contacts instead of ${oracle.total()}`]);
      }
      if (this.isSeeded) await this.#ask(reader, oracle, rules);
      this.#seen = seen;
      this.figures.checks += 1;
      this.figures.acknowledged = this.acknowledged;
    } finally {
      reader.close();
    }
  }

  #checkPositions(seen: SeenWorld): void {
    const least = Math.max(this.highestPosition, this.#seen?.position ?? 0);
    if (seen.position < least) {
      throw this.#failure([`the last position is ${seen.position}, ${least} was given before`]);
    }
    const positions = this.clients.flatMap(({ acknowledged }) =>
      acknowledged.flatMap(({ write, outcome }) =>
        // Other writes may change nothing, and then have the position of the one before.
        write.path === '/v1/events' && (outcome?.accepted ?? 0) > 0
          ? (outcome?.position ?? [])
          : [],
      ),
    );
    if (new Set(positions).size !== positions.length) {
      throw this.#failure(['two writes were acknowledged with one position']);
    }
  }

  /** A contact keeps its ordinal; one that came since has a higher one than any before. */
  #checkOrdinals(seen: SeenWorld): void {
    const ordinals = [...seen.contacts.values()].map(({ ordinal }) => ordinal);
    if (new Set(ordinals).size !== ordinals.length) {
      throw this.#failure(['two contacts have one ordinal']);
    }
    const before = [...(this.#seen?.contacts.values() ?? [])].map(({ ordinal }) => ordinal);
    const highest = Math.max(-1, ...before);
    const changed = [...seen.contacts].filter(
      ([id, { ordinal }]) =>
        ordinal !== this.#seen?.contacts.get(id)?.ordinal && ordinal <= highest,
    );
    if (changed.length > 0) throw this.#failure([`ordinals were given again: ${shown(changed)}`]);
  }

  /** Finds out whether the write without an answer is stored, the whole of it or nothing. */
  async #settle(client: RecordingClient, seen: SeenWorld, reader: Reader): Promise<void> {
    const without = await this.#differences(client, client.acknowledged, seen, reader);
    const { unknown } = client;
    if (without.length === 0) {
      if (unknown === undefined) return;
      client.again(unknown);
    } else {
      if (unknown === undefined) throw this.#failure(without);
      const stored = { write: unknown, outcome: undefined, sentMs: 0 };
      const withIt = await this.#differences(
        client,
        [...client.acknowledged, stored],
        seen,
        reader,
      );
      if (withIt.length > 0) {
        const or = [`or, if ${shown(unknown)} is stored:`, ...withIt];
        throw this.#failure([...without, ...or]);
      }
      client.acknowledged.push(stored);
      this.figures.stored += 1;
    }
    // Only now: a server that dies while it is asked leaves the question open.
    client.unknown = undefined;
    this.figures.unknown += 1;
  }

  async #differences(
    client: RecordingClient,
    all: readonly Acknowledged[],
    seen: SeenWorld,
    reader: Reader,
  ): Promise<readonly string[]> {
    const oracle = new Oracle();
    const written = [...this.#seedingBefore(client), ...all];
    playTo(oracle, written);
    const differences = differencesOf(oracle, client.plan, written, seen);
    if (differences.length > 0) return differences;
    // Events that have not happened yet are not among those that a contact shows.
    const { question, expected } = eventTotals(oracle, client.plan.plan.ids);
    const right = await reader.count(question);
    return right === expected ? [] : [`${expected - right} contacts have another number of events`];
  }

  /**
   * Names, types and what the groups and segments were at first come from the first client's writes,
   * and are the same for all.
   */
  #seedingBefore(client: RecordingClient): readonly Acknowledged[] {
    const [first] = this.clients;
    if (first === undefined || client === first) return [];
    return first.acknowledged.slice(0, this.plan.seeding.length);
  }

  /** The whole world, with the moments of arrival that only the server knows. */
  #oracle(seen: SeenWorld): Oracle {
    const oracle = new Oracle();
    for (const { acknowledged } of this.clients) playTo(oracle, acknowledged);
    for (const client of this.clients) {
      const written = [...this.#seedingBefore(client), ...client.acknowledged];
      const differences = differencesOf(oracle, client.plan, written, seen);
      if (differences.length > 0) throw this.#failure(differences);
    }
    return oracle;
  }

  async #ask(reader: Reader, oracle: Oracle, rules: number): Promise<void> {
    const queries = drawQueries(this.plan, this.#seed + this.figures.checks, rules);
    for (const { rule, at, timezone } of queries) {
      const asked = { at, ...(timezone !== undefined && { timezone }) };
      const expected = oracle.members(rule, asked).sort();
      const count = await reader.count({ rule, ...asked });
      const members = (await reader.members({ rule, ...asked })).map(({ id }) => id).sort();
      if (count !== expected.length || members.join('\n') !== expected.join('\n')) {
        const differing = [...expected, ...members].filter(
          (id) => !expected.includes(id) || !members.includes(id),
        );
        throw this.#failure([
          `${shown({ rule, ...asked })} counts ${count} instead of ${expected.length}`,
          ...differing.slice(0, 3).map((id) => oracle.describe(id)),
        ]);
      }
      this.figures.rules += 1;
    }
  }

  #failure(lines: readonly string[]): Error {
    return new Error([`world of seed ${this.#seed}:`, ...lines.slice(0, 20)].join('\n  '));
  }
}
