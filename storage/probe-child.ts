/**
 * The process that probes: reads what its argument says (JSON of `ProbeRead[]`), and tells on its
 * standard output how it goes (`ProbeLine`). A file is named before it is looked into, so that who
 * waits knows which one was the end of it.
 */
import { writeSync } from 'node:fs';
import { type CheckpointProbe, probeCheckpoint } from './checkpoint-probe.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { probeLog } from './probe-log.ts';
import type { ProbeLine, ProbeRead, ProbeResult } from './probe-read.ts';
import { surveyRange } from './survey-range.ts';
import { surveyStore } from './survey-store.ts';

const STDOUT = 1;
const PIPE_FULL_MS = 5;
const sleeping = new Int32Array(new SharedArrayBuffer(4));

for (const read of JSON.parse(process.argv[2] as string) as readonly ProbeRead[]) {
  say({ kind: 'result', result: await readFiles(read) });
}

async function readFiles({ kind, folder, from, before }: ProbeRead): Promise<ProbeResult> {
  try {
    if (kind === 'opening') return await readOpening(folder);
    if (kind === 'checkpoint') return { ok: true, checkpoint: await readCheckpoint(folder) };
    if (kind === 'whole-range') return { ok: true, range: goThrough(surveyRange(folder, from)) };
    if (kind === 'whole-store') return { ok: true, store: goThrough(surveyStore(folder)) };
    readLog(folder, from, before);
    return { ok: true };
  } catch (error) {
    return { ok: false, fault: (error as Error).message };
  }
}

/** The newest checkpoint and the log after it; a fault when anything is wrong with either. */
async function readOpening(data: string): Promise<ProbeResult> {
  const [store] = CheckpointStore.open(data).stores;
  const checkpoint = store && (await readCheckpoint(store.path));
  if (store !== undefined && (checkpoint?.good === undefined || checkpoint.faults.length > 0)) {
    return { ok: false, fault: `${store.path} has no good checkpoint` };
  }
  readLog(data, (checkpoint?.good?.position ?? 0) + 1);
  return { ok: true, ...(checkpoint !== undefined && { checkpoint }) };
}

function readCheckpoint(store: string): Promise<CheckpointProbe> {
  say({ kind: 'begin', file: store });
  return probeCheckpoint(store);
}

function readLog(data: string, from: number, before?: number): void {
  for (const { file, read } of probeLog(data, from, before)) {
    say({ kind: 'begin', file });
    for (const _ of read()) say({ kind: 'going' });
    say({ kind: 'end', file });
  }
}

/** What a survey comes to; it yields the file that it is at, now and then. */
function goThrough<T>(survey: Generator<string, T>): T {
  for (;;) {
    const step = survey.next();
    if (step.done === true) return step.value;
    say({ kind: 'begin', file: step.value });
  }
}

/** At once: nothing may be left in a buffer when the process ends. */
function say(line: ProbeLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(STDOUT, bytes, done);
    } catch (error) {
      // The pipe is full, and who listens has no time at the moment.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleeping, 0, 0, PIPE_FULL_MS);
    }
  }
}
