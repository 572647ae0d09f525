/** A process that reads on behalf of another: how it ends is told, and what is left is read. */
import { expect, it } from 'vitest';
import { probe } from '../../storage/probe.ts';
import type { ProbeRead } from '../../storage/probe-read.ts';

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

it('rejects when it cannot be run, saying why', async () => {
  const missing = new URL('./no-such-script.mjs', import.meta.url);
  await expect(probe(missing, [read('a')])).rejects.toThrow(/ended by status 1: .*no-such-script/);
});
