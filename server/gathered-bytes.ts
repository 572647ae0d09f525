/**
 * Bytes that go to another thread in one message. A message carries the whole buffer of each view
 * in it, and a buffer of its own for each costs more than the few bytes that are in it: so they are
 * laid one after the other into one buffer, which the message moves.
 */

/** Copies of views in one buffer, in their order. */
export type Gathered = { readonly buffer: ArrayBuffer; readonly views: readonly Uint8Array[] };

type WithBatches = { readonly batches: readonly (readonly [shard: number, batch: Uint8Array])[] };

export function gather(parts: readonly Uint8Array[]): Gathered {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(total);
  let end = 0;
  const views = parts.map((part) => {
    bytes.set(part, end);
    return bytes.subarray(end, (end += part.length));
  });
  return { buffer: bytes.buffer, views };
}

/** Records whose batches are gathered. */
export function gatherBatches<T extends WithBatches>(
  records: readonly T[],
): { readonly buffer: ArrayBuffer; readonly records: readonly T[] } {
  const { buffer, views } = gather(
    records.flatMap(({ batches }) => batches.map(([, batch]) => batch)),
  );
  let next = 0;
  const gathered = records.map((record) => ({
    ...record,
    batches: record.batches.map(([shard]) => [shard, views[next++] as Uint8Array] as const),
  }));
  return { buffer, records: gathered };
}
