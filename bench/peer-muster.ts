/**
 * Muster itself in the comparison: in this process, its shards in worker threads, written through
 * its own API with a log on disk. The sample's questions are asked as saved segments.
 */
import { rmSync } from 'node:fs';
import type { Millis } from '../engine/index.ts';
import { openMuster } from '../server/muster.ts';
import type { Peer } from './peer.ts';
import { temporaryFolder } from './peer-process.ts';
import { settledResidentBytes } from './resident.ts';
import { loadWorld } from './world.ts';

export async function openMusterPeer(nowMs: number, threads: number): Promise<Peer> {
  const folder = temporaryFolder('muster');
  const rssBefore = settledResidentBytes();
  let clockMs = nowMs;
  const muster = await openMuster({ data: folder, threads, clock: () => clockMs as Millis });
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
    setClock: (at) => {
      clockMs = at;
    },
    memory: async () => ({
      bytes: settledResidentBytes() - rssBefore,
      source: 'growth of this process',
    }),
    forget: async () => {},
    close: async () => {
      await muster.close();
      rmSync(folder, { recursive: true });
    },
  };
}
