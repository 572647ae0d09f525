/** Shards in worker threads keep the contract of executors, also when a thread dies. */
import { describe, expect, it } from 'vitest';
import { PiscinaExecutor } from '../../server/executor-piscina.ts';
import {
  countOf,
  createContacts,
  describeExecutor,
  EVERYONE,
  SHARD_BITS,
} from './executor-contract.ts';
import { COMPILED, openSession } from './muster-session.ts';

/** Ends its thread when it is asked for statistics. */
const DYING_WORKER = new URL('../recovery/dying-worker.mjs', import.meta.url);

for (const threads of [1, 2, 3]) {
  const worker = new URL('shard-worker.js', COMPILED);
  const options = { threads, shardBits: SHARD_BITS, standingBytes: 0, worker };
  describeExecutor(`shards in ${threads} threads`, () => new PiscinaExecutor(options));
}

describe('an executor whose thread has died', () => {
  it('refuses what was waiting and all that comes, instead of a wrong count', async () => {
    const executor = new PiscinaExecutor({
      threads: 2,
      shardBits: SHARD_BITS,
      standingBytes: 0,
      worker: DYING_WORKER,
    });
    await executor.apply(createContacts(24));
    expect(await countOf(executor, EVERYONE)).toEqual([24]);
    // Ordinal 4 lives in the second thread.
    const dying = [
      executor.at(4, 'statistics', { limit: 1 }),
      countOf(executor, EVERYONE),
      executor.apply(createContacts(8, 24)),
      countOf(executor, EVERYONE),
    ];
    const outcomes = (await Promise.allSettled(dying)).map(({ status }) => status);
    expect(outcomes).toEqual(dying.map(() => 'rejected'));
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(countOf(executor, EVERYONE)).rejects.toBeInstanceOf(Error);
    }
    await executor.close();
  });

  it('refuses even when the first thing that it was asked ended the thread', async () => {
    const executor = new PiscinaExecutor({
      threads: 1,
      shardBits: SHARD_BITS,
      standingBytes: 0,
      worker: DYING_WORKER,
    });
    await expect(executor.all('statistics', { limit: 1 })).rejects.toBeInstanceOf(Error);
    await expect(countOf(executor, EVERYONE)).rejects.toBeInstanceOf(Error);
    await executor.close();
  });
});

describe('Muster whose thread has died', () => {
  it('answers no count, stops at the next write and says that it has failed', async () => {
    const session = await openSession({ threads: 2, shardWorker: DYING_WORKER });
    const { muster } = session;
    await session.contacts(['a'], ['b'], ['c'], ['d'], ['e']);
    await expect(muster.catalog()).rejects.toBeInstanceOf(Error);
    await expect(session.count({ all: [] })).rejects.toBeInstanceOf(Error);
    // On disk before the shards are asked to take it: it may have been acknowledged by then.
    await session.contacts(['f']).catch(() => {});
    expect(await muster.failed).toBeInstanceOf(Error);
    await expect(session.contacts(['g'])).rejects.toBeInstanceOf(Error);
    await expect(session.count({ all: [] })).rejects.toBeInstanceOf(Error);
    await session.close();
  });
});
