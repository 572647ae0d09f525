/**
 * Muster itself in the comparison: in this process, its shards in worker threads, written through
 * its own API with a log on disk. The sample's questions are asked as saved segments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Millis } from '../engine/index.ts';
import { openMuster } from '../server/muster.ts';
import type { Peer } from './peer.ts';
import { loadWorld } from './world.ts';

export async function openMusterPeer(nowMs: number, threads: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const rssBefore = residentBytes();
  const muster = await openMuster({ data: folder, threads, clock: () => nowMs as Millis });
  return {
    name: 'Muster',
    version: 'this one',
    load: async (world) => {
      await loadWorld(muster, world);
    },
    prepare: ({ name, class: kind, rule, timezone }) => {
      const question = kind === 'segments' ? { segment: name } : { rule, timezone };
      const ask = async () => {
        const answer = await muster.count(question, { breakdown: false });
        if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
        return answer.value.count;
      };
      return { kind: 'ask', ask, text: JSON.stringify(rule) };
    },
    memory: async () => ({
      bytes: residentBytes() - rssBefore,
      source: 'growth of this process',
    }),
    forget: async () => {},
    close: async () => {
      await muster.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Of this process with all its threads, when this thread's garbage is gone. */
function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().rss;
}
