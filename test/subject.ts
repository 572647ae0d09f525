/**
 * A whole Muster in memory as the comparisons see it: a clock that is set, raw JSON in, ids out.
 */
import type { Millis, Result } from '../engine/index.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import type { BulkItem, Failure } from '../server/service.ts';
import type { AskOptions, Subject } from './fuzz/fuzz-subject.ts';

/** A subject that also takes bulk writes, of which every item must be good. */
export interface BulkSubject extends Subject {
  writeContacts(items: readonly unknown[], arrived: number): Promise<void>;
  writeEvents(items: readonly unknown[], arrived: number): Promise<void>;
}

export type SubjectOptions = {
  /** Small shards make small data span many. */
  readonly shardBits?: number;
  readonly threads?: number;
  /** Memory for what is kept of questions. */
  readonly standingBytes?: number;
  /**
   * `now`: the clock is set to the moment of a question, which is then about now; `then`: the
   * question names its moment.
   */
  readonly asks?: 'now' | 'then';
};

const COMPILED = new URL('../dist/server/', import.meta.url);

export async function openSubject(options: SubjectOptions = {}): Promise<BulkSubject> {
  let now = 0;
  const muster = await openMuster({
    data: 'memory',
    threads: options.threads ?? 0,
    clock: () => now as Millis,
    compiled: COMPILED,
    ...(options.shardBits !== undefined && { shardBits: options.shardBits }),
    // Questions about now set the clock far ahead, which is no time that has passed.
    ...(options.asks === 'now' && { dedupeMs: 1e14 }),
    ...(options.standingBytes !== undefined && { standingBytes: options.standingBytes }),
  });
  const setClock = (moment: number) => {
    now = moment;
  };
  return subjectOf(muster, setClock, options.asks ?? 'then');
}

function subjectOf(
  muster: Muster,
  setClock: (now: number) => void,
  asks: 'now' | 'then',
): BulkSubject {
  const question = (rule: unknown, { at, timezone }: AskOptions) => {
    if (asks === 'now') setClock(at);
    return {
      rule,
      ...(asks === 'then' && { at: at as Millis }),
      ...(timezone !== undefined && { timezone }),
    };
  };
  const one = async (
    write: typeof muster.writeContacts,
    item: unknown,
    arrived: number,
  ): Promise<'accepted' | 'duplicate' | 'rejected'> => {
    setClock(arrived);
    const outcome = valueOf(await write.call(muster, [good(item)], { strict: false }));
    if (outcome.rejected.length > 0) return 'rejected';
    return outcome.duplicates > 0 ? 'duplicate' : 'accepted';
  };
  const many = async (
    write: typeof muster.writeContacts,
    items: readonly unknown[],
    arrived: number,
  ): Promise<void> => {
    setClock(arrived);
    valueOf(await write.call(muster, items.map(good), { strict: true }));
  };
  return {
    async declareField(name, type) {
      valueOf(await muster.declareField(name, type));
    },
    async dropField(name) {
      unlessMissing(await muster.dropField(name));
    },
    async declareAttribute(event, name, type) {
      valueOf(await muster.declareAttribute(event, name, type));
    },
    async dropAttribute(event, name) {
      unlessMissing(await muster.dropAttribute(event, name));
    },
    writeContact: (item, arrived) =>
      one(muster.writeContacts, item, arrived) as Promise<'accepted' | 'rejected'>,
    writeEvent: (item, arrived) => one(muster.writeEvents, item, arrived),
    writeContacts: (items, arrived) => many(muster.writeContacts, items, arrived),
    writeEvents: (items, arrived) => many(muster.writeEvents, items, arrived),
    async deleteContact(id) {
      unlessMissing(await muster.deleteContact(id));
    },
    async putGroup(id, contacts) {
      valueOf(await muster.putGroup(id, { contacts }));
    },
    async putSegment(id, rule, timezone) {
      const body = { name: id, rule, ...(timezone !== undefined && { timezone }) };
      valueOf(await muster.putSegment(id, body, undefined));
    },
    async putChannel(name, rule) {
      valueOf(await muster.putChannel(name, rule));
    },
    async count(rule, options) {
      return valueOf(await muster.count(question(rule, options), { breakdown: false })).count;
    },
    async members(rule, options) {
      const asked = { format: 'ndjson', fields: [] } as const;
      const { body } = valueOf(await muster.recipients(question(rule, options), asked));
      if (body.kind !== 'rows') throw new Error('rows were asked for');
      const lines = body.chunks.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
      return lines
        .split('\n')
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as { id: string }).id);
    },
    close: () => muster.close(),
  };
}

function good(json: unknown): BulkItem {
  return { parsed: true, json };
}

/** What is not there need not be taken away: random worlds drop what nobody has written. */
function unlessMissing(result: Result<unknown, Failure>): void {
  if (!result.ok && result.error.kind !== 'not-found') valueOf(result);
}

function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
