/** A server over a world, living at the moment that the world ends at, and what it counts there. */
import { createHash } from 'node:crypto';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { ServerChild } from './server-child.ts';
import type { World } from './world.ts';

export type WorldServer = {
  readonly server: ServerChild;
  readonly clockAheadMs: number;
};

/** Starts it, and ends it in order when `run` has, at once when that fails. */
export async function withWorldServer<T>(
  {
    world,
    data,
    threads,
  }: { readonly world: World; readonly data: string; readonly threads?: number },
  run: (served: WorldServer) => Promise<T>,
): Promise<T> {
  const clockAheadMs = world.nowMs - Date.now();
  const server = await ServerChild.start({
    data,
    clockAheadMs,
    ...(threads !== undefined && { threads }),
  });
  try {
    const result = await run({ server, clockAheadMs });
    await server.stop();
    return result;
  } finally {
    await server.kill();
  }
}

/**
 * A checksum of the counts of all segments at the moment that the world ends at: the same however
 * much is written later, since nothing after that moment counts.
 */
export async function checksumOfCounts(server: ServerChild, { nowMs }: World): Promise<string> {
  const checksum = createHash('sha256');
  for (const { id } of SHOP_SEGMENTS) {
    const path = `/v1/segments/${id}/count?at=${nowMs}`;
    const { count } = (await server.ask('GET', path)) as { readonly count: number };
    checksum.update(`${id} ${count}\n`);
  }
  return checksum.digest('hex').slice(0, 16);
}
