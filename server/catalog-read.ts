/** The catalog: what the workers' statistics say, under the names of the schema. */
import type { Executor, Reply, Schema, ValueCount } from '../engine/index.ts';
import type { Catalog } from './service.ts';

const COMMONEST_VALUES = 20;
/**
 * Values asked of each worker, so that one common only overall is not missed: counts are exact while
 * a worker has no more distinct values than this, or there is one worker.
 */
const VALUES_PER_WORKER = 20_000;

type Statistics = readonly Reply<'statistics'>[];

export async function readCatalog(executor: Executor, schema: Schema): Promise<Catalog> {
  // What the schema is now is what the workers have when the task reaches them.
  const fields = [...schema.fields()];
  const events = [...schema.eventTypes()].map((event) => ({
    ...event,
    attributes: [...event.attributes.values()],
  }));
  const statistics = await executor.all('statistics', { limit: VALUES_PER_WORKER });
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
