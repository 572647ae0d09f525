/** What the two bulk writes share: one bad item of many is reported, a bad item alone is refused. */
import { err, ok, type Result } from '../../engine/index.ts';
import type { Answer, BulkItem, BulkOptions, BulkOutcome } from '../service.ts';
import type { Bulk } from './http-body.ts';
import type { Reply } from './http-route.ts';
import type { Refusal } from './problem.ts';

type BulkWrite = (items: readonly BulkItem[], options: BulkOptions) => Answer<BulkOutcome>;

export async function writeBulk(
  write: BulkWrite,
  bulk: Bulk,
  strict: boolean,
): Promise<Result<Reply, Refusal>> {
  // A single object is all or nothing anyway, and its faults are told without an index.
  const written = await write(bulk.items, { strict: strict && !bulk.single });
  if (!written.ok) return written;
  const { accepted, duplicates, rejected, position } = written.value;
  if (bulk.single && rejected.length > 0) {
    const errors = rejected.map(({ path, message }) => ({ path, message }));
    return err({ kind: 'invalid', errors });
  }
  return ok({ kind: 'data', data: { accepted, duplicates, rejected, position } });
}
