/**
 * Reading recipients from the shards: first who they are, then their rows in blocks, so that no
 * task of a worker is long. Everything within one hold of writes, so it is one moment.
 */
import {
  type Bitmap,
  deserializeOwn,
  type Executor,
  emptyBitmap,
  type Plan,
  type RowChunk,
  type RowFormat,
} from '../engine/index.ts';

/** Rows of one task: few enough for other questions to come in between. */
const BLOCK_ROWS = 4096;
/** Blocks asked for at once, so that a long export does not fill the workers' queues. */
const BLOCKS_AHEAD = 8;

export type Members = { readonly count: number; readonly bitmap: Bitmap };

/** The contacts that a plan's first root selects: how many, and those above `after` as ordinals. */
export async function readMembers(
  executor: Executor,
  plan: Plan,
  after: number | undefined,
): Promise<Members> {
  const answers = await executor.all('members', { plan, after });
  const bitmap = emptyBitmap();
  let count = 0;
  for (const answer of answers) {
    count += answer.count;
    const part = deserializeOwn(answer.bitmap);
    bitmap.orInPlace(part);
    part.dispose();
  }
  return { count, bitmap };
}

/** Leaves the smallest `limit` members. */
export function cutToLimit(bitmap: Bitmap, limit: number | undefined): void {
  if (limit === undefined || bitmap.size <= limit) return;
  const first = bitmap.select(limit);
  if (first !== undefined) bitmap.removeRange(first, 2 ** 32);
}

export type RowsWanted = { readonly format: RowFormat; readonly fields: readonly string[] };

/** Rows of ascending ordinals, in order; those that do not exist are left out. */
export async function readRows(
  executor: Executor,
  ordinals: Uint32Array,
  shardBits: number,
  wanted: RowsWanted,
): Promise<readonly RowChunk[]> {
  const blocks = blocksOf(ordinals, shardBits);
  const chunks: RowChunk[] = [];
  for (let next = 0; next < blocks.length; next += BLOCKS_AHEAD) {
    const asked = blocks
      .slice(next, next + BLOCKS_AHEAD)
      .map((block) => executor.at(block[0] as number, 'rows', { ordinals: block, ...wanted }));
    chunks.push(...(await Promise.all(asked)));
  }
  return chunks;
}

/** Ordinals cut where a shard ends, and into blocks. */
function blocksOf(ordinals: Uint32Array, shardBits: number): readonly Uint32Array[] {
  const blocks: Uint32Array[] = [];
  let start = 0;
  for (let i = 1; i <= ordinals.length; i++) {
    const isEnd =
      i === ordinals.length ||
      i - start === BLOCK_ROWS ||
      (ordinals[i] as number) >>> shardBits !== (ordinals[start] as number) >>> shardBits;
    if (!isEnd) continue;
    blocks.push(ordinals.slice(start, i));
    start = i;
  }
  return blocks;
}
