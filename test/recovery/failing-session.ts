/** A session whose log is given, so that it can fail; the log outlives it. */
import { InlineExecutor, type Millis } from '../../engine/index.ts';
import { Muster } from '../../server/muster.ts';
import { type Log, Writer } from '../../storage/index.ts';
import { DAY, NOON, type Session, sessionOf } from '../contract/muster-session.ts';

const SHARD_BITS = 2;

export async function openOn(log: Log, dedupeMs = 30 * DAY): Promise<Session> {
  let now = NOON;
  const clock = () => now as Millis;
  const executor = new InlineExecutor(SHARD_BITS);
  const writer = await Writer.open({ log, executor, shardBits: SHARD_BITS, dedupeMs, clock });
  const muster = new Muster(writer, executor, clock, () => executor.close());
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
