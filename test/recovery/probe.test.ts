/** A process that reads on behalf of another: how it ends is told, and what is left is read. */
import { expect, it } from 'vitest';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import { probe } from '../../storage/probe.ts';
import type { ProbeRead } from '../../storage/probe-read.ts';
import { recordAt } from '../contract/log-contract.ts';
import { withFolder } from '../contract/muster-session.ts';

const PROBE = new URL('../../dist/storage/probe-child.js', import.meta.url);
const script = new URL('./dying-probe.mjs', import.meta.url);

function read(folder: string): ProbeRead {
  return { kind: 'log', folder, from: 1 };
}

it('names the file that was the end of it, and goes on after it', async () => {
  const reads = ['a', 'bad', 'bad', 'b', 'c', 'bad'].map(read);
  const fault = 'the probe was ended by SIGBUS while reading bad/file';
  const bad = { ok: false, fault };
  const good = { ok: true };
  expect(await probe(script, reads)).toEqual([good, bad, bad, good, good, bad]);
});

it('has nothing to say about nothing', async () => {
  expect(await probe(script, [])).toEqual([]);
});

it('waits for who listens, when that has no time', async () => {
  await withFolder(async (folder) => {
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    await log.append([recordAt(1)]);
    await log.close();
    const reads = Array.from({ length: 1500 }, () => read(folder));
    const probing = probe(PROBE, reads);
    // More is said meanwhile than a pipe holds.
    const free = Date.now() + 3000;
    while (Date.now() < free);
    expect((await probing).filter(({ ok }) => ok)).toHaveLength(reads.length);
  });
});

it('rejects when it cannot be run, saying why', async () => {
  const missing = new URL('./no-such-script.mjs', import.meta.url);
  await expect(probe(missing, [read('a')])).rejects.toThrow(/ended by status 1: .*no-such-script/);
});
