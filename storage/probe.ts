/**
 * Has files read by another process first, so that those which end their reader (a truncated file
 * does, and some damaged pages) end that one.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProbeLine, ProbeRead, ProbeResult } from './probe-read.ts';

/** A reader that says nothing for so long is ended. */
const MAX_SILENCE_MS = 120_000;
const MAX_ERROR_CHARS = 500;

/**
 * Reads all of it, in order; the results are in the order of the reads. `script` is the compiled
 * `probe-child`. Rejects when the reading process can't be run.
 */
export async function probe(
  script: URL,
  reads: readonly ProbeRead[],
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  // A file that ends its reader is the last that this one reads: another goes on after it.
  while (results.length < reads.length) {
    results.push(...(await probeUntilEnd(script, reads.slice(results.length))));
  }
  return results;
}

/** The results up to the end of one process, the last of which may be that end. */
async function probeUntilEnd(
  script: URL,
  reads: readonly ProbeRead[],
): Promise<readonly ProbeResult[]> {
  const child = spawn(process.execPath, [fileURLToPath(script), JSON.stringify(reads)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const results: ProbeResult[] = [];
  let file: string | undefined;
  let isSilent = false;
  const giveUp = (): void => {
    isSilent = true;
    child.kill('SIGKILL');
  };
  let silence = setTimeout(giveUp, MAX_SILENCE_MS);
  createInterface({ input: child.stdout }).on('line', (text) => {
    clearTimeout(silence);
    silence = setTimeout(giveUp, MAX_SILENCE_MS);
    const line = parseLine(text);
    if (line === undefined) return;
    if (line.kind === 'begin') file = line.file;
    else if (line.kind !== 'going') file = undefined;
    if (line.kind === 'result') results.push(line.result);
  });
  const errors = lastTextOf(child);
  try {
    const end = await endOf(child);
    if (results.length === reads.length) return results;
    const why = isSilent ? `after ${MAX_SILENCE_MS / 1000} s without a sign` : `by ${end}`;
    const what = `ended ${why} while reading`;
    if (file === undefined) throw new Error(`the probe ended by ${end}: ${errors()}`);
    const details = errors() === '' ? '' : ` (${errors()})`;
    return [...results, { ok: false, fault: `the probe was ${what} ${file}${details}` }];
  } finally {
    clearTimeout(silence);
  }
}

/** What a line says; nothing when the end of the process cut it off. */
function parseLine(text: string): ProbeLine | undefined {
  try {
    return JSON.parse(text) as ProbeLine;
  } catch {
    return undefined;
  }
}

/** Resolves with the signal or the status that a process ended by, when all it said was heard. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(signal ?? `status ${status}`));
  });
}

/** The end of what a process writes to its standard error, as one line. */
function lastTextOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-MAX_ERROR_CHARS);
  });
  return () => text.trim().replaceAll(/\s+/g, ' ');
}
