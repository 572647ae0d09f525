/**
 * The catalog: what the workers' statistics say, under the names of the schema. Everything that there is
 * is read for it, in steps between which others have their turn.
 */
import type { Executor, Reply, Schema, ValueCount } from '../engine/index.ts';
import type { Catalog } from './service.ts';

const COMMONEST_VALUES = 20;
/**
 * Values asked of each worker, so that one common only overall is not missed: counts are exact while
 * a worker has no more distinct values than this, or there is one worker.
 */
const VALUES_PER_WORKER = 20_000;

/** A catalog that took longer than this is given again, */
const QUICK_MS = 200;
/** for so many times as long as it took. */
const REUSE = 20;

type Statistics = readonly Reply<'statistics'>[];

/**
 * Reads the catalog once at a time: who asks meanwhile waits for the next reading, which sees what they have
 * written, and shares it with all who do. One that took long is remembered for a while.
 */
export class CatalogReader {
  #reading: Promise<Catalog> | undefined;
  #next: Promise<Catalog> | undefined;
  #known: { readonly catalog: Catalog; readonly untilMs: number } | undefined;

  read(executor: Executor, schema: () => Schema): Promise<Catalog> {
    if (this.#known !== undefined && performance.now() < this.#known.untilMs) {
      return Promise.resolve(this.#known.catalog);
    }
    const again = () => {
      this.#next = undefined;
      return this.read(executor, schema);
    };
    if (this.#reading !== undefined) {
      this.#next ??= this.#reading.then(again, again);
      return this.#next;
    }
    this.#reading = this.#readOnce(executor, schema).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(executor: Executor, schema: () => Schema): Promise<Catalog> {
    const startedMs = performance.now();
    const catalog = await readCatalog(executor, schema());
    const tookMs = performance.now() - startedMs;
    const untilMs = performance.now() + REUSE * tookMs;
    this.#known = tookMs > QUICK_MS ? { catalog, untilMs } : undefined;
    return catalog;
  }
}

/** Step by step until every worker has all of it. */
async function survey(executor: Executor): Promise<Statistics> {
  const found: Reply<'statistics'>[] = [];
  for (let start = true; ; start = false) {
    const replies = await executor.all('survey', { limit: VALUES_PER_WORKER, start });
    for (const [worker, reply] of replies.entries()) if (reply) found[worker] = reply;
    if (replies.every((_, worker) => found[worker] !== undefined)) return found;
  }
}

async function readCatalog(executor: Executor, schema: Schema): Promise<Catalog> {
  // What the schema is now is what the workers have when the task reaches them.
  const fields = [...schema.fields()];
  const events = [...schema.eventTypes()].map((event) => ({
    ...event,
    attributes: [...event.attributes.values()],
  }));
  const statistics = await survey(executor);
  return {
    fields: fields.map(({ id, name, type }) => {
      const parts = statistics.flatMap(({ fields }) => fields.filter(({ field }) => field === id));
      return { name, type, contacts: sum(parts, 'contacts'), values: commonest(parts) };
    }),
    events: events.map(({ id, name, attributes }) => {
      const parts = statistics.flatMap(({ events }) => events.filter(({ event }) => event === id));
      return {
        type: name,
        events: sum(parts, 'events'),
        contacts: sum(parts, 'contacts'),
        attributes: attributes.map((attribute) => {
          const own = parts.flatMap((part) =>
            part.attributes.filter((other) => other.attribute === attribute.id),
          );
          const { name, type } = attribute;
          return { name, type, events: sum(own, 'events'), values: commonest(own) };
        }),
      };
    }),
  };
}

function sum<Key extends string>(parts: readonly { readonly [K in Key]: number }[], key: Key) {
  return parts.reduce((total, part) => total + part[key], 0);
}

function commonest(
  parts: readonly { readonly values: Statistics[number]['fields'][number]['values'] }[],
) {
  const counts = new Map<ValueCount['value'], number>();
  for (const { value, count } of parts.flatMap(({ values }) => values)) {
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, COMMONEST_VALUES);
}
