/** A session whose log is given, so that it can fail; the log outlives it. */
import { InlineExecutor, type Millis } from '../../engine/index.ts';
import { Muster } from '../../server/muster.ts';
import { InlineWriteChannel } from '../../server/write-channel-inline.ts';
import { Publication, Storage } from '../../storage/index.ts';
import type { Log } from '../../storage/log.ts';
import { DAY, NOON, type Session, sessionOf } from '../contract/muster-session.ts';

const SHARD_BITS = 2;

export async function openOn(log: Log, dedupeMs = 30 * DAY): Promise<Session> {
  let now = NOON;
  const clock = () => now as Millis;
  const executor = new InlineExecutor(SHARD_BITS);
  const publication = new Publication(executor);
  const storage = await Storage.openLog(log, {
    shardBits: SHARD_BITS,
    dedupeMs,
    shards: publication,
    onProgress: () => {},
  });
  const writes = new InlineWriteChannel(storage, publication);
  const muster = new Muster({ writes, executor, shardBits: SHARD_BITS, clock });
  return sessionOf(muster, (next) => {
    now = next;
  });
}

/** Whether a promise has settled by now; gives everything that is ready its turn first. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 3; turn++) await new Promise((resume) => setImmediate(resume));
  return settled;
}
