/**
 * Runs benchmarks by name, one after the other, each in a process of its own: `run.js [bitmap|
 * count …] [flags]`, all of them without a name. The flags go to each; with several, the name of
 * each is put into the `--json` file's.
 */
import { spawnSync } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';

const BENCHMARKS = [
  'bitmap',
  'count',
  'growth',
  'http',
  'ingest',
  'memory',
  'panel',
  'peers',
  'recipients',
  'start',
];
/** Run by name only: it draws what others have measured. */
const TOOLS = ['chart'];

const args = process.argv.slice(2);
const flagsAt = args.findIndex((arg) => arg.startsWith('-'));
const named = flagsAt === -1 ? args : args.slice(0, flagsAt);
const flags = flagsAt === -1 ? [] : args.slice(flagsAt);
const unknown = named.filter((name) => ![...BENCHMARKS, ...TOOLS].includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}: there are ${BENCHMARKS.join(', ')}`);
  process.exitCode = 2;
} else {
  const chosen = named.length === 0 ? BENCHMARKS : named;
  for (const name of chosen) {
    const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
    const own = chosen.length === 1 ? flags : flagsOf(name);
    const { status } = spawnSync(process.execPath, [file, ...own], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}

function flagsOf(name: string): readonly string[] {
  return flags.map((flag, index) => {
    if (flags[index - 1] !== '--json') return flag;
    const { dir, name: file, ext } = parse(flag);
    return `${dir === '' ? '' : `${dir}/`}${file}-${name}${ext}`;
  });
}
