/**
 * Files of a data folder that came to harm: a bit turned over, a file cut off, a block of zeros or
 * of something else, a file that is gone. A server started on it either answers everything as if
 * nothing had happened, or refuses to start and says which file is at fault.
 */
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { drawQueries, type WorldPlan } from './client-plan.ts';
import { ClientWorld } from './client-world.ts';
import { pause } from './kill-rounds.ts';
import { Random } from './random.ts';
import { runMuster, ServerProcess, withDataFolder } from './server-process.ts';
import { Reader, readWorld } from './world-read.ts';

export type Damage = {
  readonly file: string;
  /** What is done to it, in words. */
  readonly what: string;
  /** The new content; undefined when the file is gone. */
  apply(content: Buffer): Buffer | undefined;
};

export type DamageOptions = {
  readonly seed: number;
  readonly flags: readonly string[];
  /** How long clients write before the folder is taken, in milliseconds, again and again. */
  readonly livesMs: readonly number[];
  /** Turned-over bits in each file: so many, or one in every so many bytes. */
  readonly bits: { readonly perFile: number } | { readonly everyBytes: number };
  /** Evenly chosen when there are more; all when it is left out. */
  readonly atMostCases?: number;
  readonly parallel: number;
  readonly onCase?: (report: DamageReport) => void;
};

export type DamageReport = {
  files: number;
  bytes: number;
  cases: number;
  /** Started and answered everything right. */
  unharmed: number;
  /** Ended with a message. */
  refused: number;
  /** What neither answered right nor said what is wrong, in words. */
  readonly failures: string[];
};

const BLOCK = 4096;
const QUESTIONS = 30;

/** Makes a folder by a real run, then damages one copy after the other. */
export async function runDamage(options: DamageOptions): Promise<DamageReport> {
  return withDataFolder(async (data) => {
    const world = await populate(data, options);
    const answers = await answersOfUndamaged(data, options, world.plan);
    const files = filesOf(data);
    const all = files.flatMap((file) => damages(data, file, options));
    const cases = evenly(all, options.atMostCases ?? all.length);
    const report: DamageReport = {
      files: files.length,
      bytes: files.reduce((sum, file) => sum + statSync(join(data, file)).size, 0),
      cases: 0,
      unharmed: 0,
      refused: 0,
      failures: [],
    };
    const verifies = /^\s+verify\b/m.test((await runMuster(['--help'])).stdout);
    const next = cases.values();
    const work = async () => {
      for (const damage of next) {
        await tryDamage(data, damage, { options, world, answers, verifies, report });
        report.cases += 1;
        options.onCase?.(report);
      }
    };
    await Promise.all(Array.from({ length: options.parallel }, work));
    return report;
  });
}

function evenly<T>(all: readonly T[], atMost: number): T[] {
  const step = Math.max(1, all.length / atMost);
  return all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/** Several servers in a row leave several generations of files. */
async function populate(data: string, { seed, flags, livesMs }: DamageOptions) {
  const world = new ClientWorld(seed);
  for (const lifeMs of livesMs) {
    const server = await ServerProcess.start({ data, flags });
    await world.seed(server.url);
    const stop = { isAsked: false };
    const writing = world.write(server.url, stop);
    await pause(lifeMs);
    stop.isAsked = true;
    await writing;
    await world.check(server.url, 5);
    await server.stop();
  }
  return world;
}

async function answersOfUndamaged(data: string, { flags }: DamageOptions, plan: WorldPlan) {
  return withCopy(data, async (copy) => {
    const server = await ServerProcess.start({ data: copy, flags });
    const answers = await answersOf(server.url, plan);
    await server.stop('SIGKILL');
    return answers;
  });
}

/** All that is there and what questions say of it, as one text. */
async function answersOf(url: string, plan: WorldPlan): Promise<string> {
  const reader = new Reader(url);
  try {
    const { contacts, groups, segments, position } = await readWorld(reader, plan);
    const counts = [];
    for (const { rule, at, timezone } of drawQueries(plan, 1, QUESTIONS)) {
      const asked = { rule, at, ...(timezone !== undefined && { timezone }) };
      counts.push(await reader.count(asked));
    }
    return JSON.stringify([[...contacts], [...groups], [...segments], position, counts]);
  } finally {
    reader.close();
  }
}

type Trial = {
  readonly options: DamageOptions;
  readonly world: ClientWorld;
  readonly answers: string;
  readonly verifies: boolean;
  readonly report: DamageReport;
};

async function tryDamage(data: string, damage: Damage, trial: Trial): Promise<void> {
  const { options, world, answers, verifies, report } = trial;
  const name = `${damage.file}: ${damage.what}`;
  await withCopy(data, async (copy) => {
    const path = join(copy, damage.file);
    const damaged = damage.apply(readFileSync(path));
    if (damaged === undefined) rmSync(path);
    else writeFileSync(path, damaged);
    const verified = verifies ? await runMuster(['verify', copy]) : undefined;
    const server = ServerProcess.spawn({ data: copy, flags: options.flags });
    const url = await server.listening;
    if (url === undefined) {
      const { status, stderr } = await server.ended;
      if (typeof status !== 'number' || status === 0) {
        report.failures.push(`${name}: ended with ${status}: ${stderr.slice(0, 500)}`);
      } else if (!namesFile(stderr, damage.file)) {
        report.failures.push(`${name}: the message names no file: ${stderr.slice(0, 500)}`);
      } else {
        report.refused += 1;
      }
      if (verified?.status === 0) report.failures.push(`${name}: verify found it sound`);
    } else {
      const found = await answersOf(url, world.plan).catch((error: Error) => error.message);
      const { status, stderr } = await server.stop('SIGKILL');
      if (found === answers) report.unharmed += 1;
      else if (status !== 'SIGKILL') {
        report.failures.push(`${name}: died while it answered, ${status}: ${stderr.slice(0, 500)}`);
      } else report.failures.push(`${name}: other answers: ${differenceOf(answers, found)}`);
    }
    if (verified !== undefined && typeof verified.status !== 'number') {
      report.failures.push(`${name}: verify died of ${verified.status}`);
    }
  });
}

/** One line of the command's own that has the file or its folder in it. */
function namesFile(stderr: string, file: string): boolean {
  const lines = stderr.split('\n').filter((line) => line.startsWith('muster: '));
  return lines.some((line) => line.includes(file) || line.includes(dirname(file)));
}

function differenceOf(expected: string, found: string): string {
  let at = 0;
  while (expected[at] === found[at] && at < expected.length) at++;
  return `at ${at}: ${found.slice(Math.max(0, at - 40), at + 80)}`;
}

function withCopy<T>(data: string, use: (copy: string) => Promise<T>): Promise<T> {
  return withDataFolder(async (folder) => {
    const copy = join(folder, 'data');
    cpSync(data, copy, { recursive: true });
    return use(copy);
  });
}

function filesOf(data: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(data, join(entry.parentPath, entry.name)))
    .sort();
}

function damages(data: string, file: string, { seed, bits }: DamageOptions): Damage[] {
  const size = statSync(join(data, file)).size;
  const random = new Random(seed + file.length);
  const step = 'everyBytes' in bits ? bits.everyBytes : Math.max(1, size / bits.perFile);
  const flips = Array.from({ length: Math.floor(size / step) }, (_, i) => {
    const at = Math.min(size - 1, Math.floor(i * step + random.below(Math.ceil(step))));
    return bitFlip(file, at, random.below(8));
  });
  const lengths = new Set([0, 1, BLOCK, size / 2, size - BLOCK, size - 1].map(Math.floor));
  const cuts = [...lengths].filter((length) => length >= 0 && length < size);
  const blocks = Math.max(1, Math.ceil(size / BLOCK));
  const hit = new Set([0, 1, 2, Math.floor(blocks / 2), blocks - 1].filter((b) => b < blocks));
  return [
    ...flips,
    ...cuts.map((length) => cut(file, length)),
    ...[...hit].map((block) => filled(file, block, 0)),
    ...[...hit].slice(-2).map((block) => filled(file, block, 0xa5)),
    foreign(file),
    { file, what: 'gone', apply: () => undefined },
  ];
}

function bitFlip(file: string, at: number, bit: number): Damage {
  return {
    file,
    what: `bit ${bit} of byte ${at} turned over`,
    apply(content) {
      content[at] = (content[at] ?? 0) ^ (1 << bit);
      return content;
    },
  };
}

function cut(file: string, length: number): Damage {
  return { file, what: `cut off at ${length}`, apply: (content) => content.subarray(0, length) };
}

function filled(file: string, block: number, byte: number): Damage {
  return {
    file,
    what: `block ${block} filled with ${byte}`,
    apply: (content) =>
      content.fill(byte, block * BLOCK, Math.min(content.length, (block + 1) * BLOCK)),
  };
}

function foreign(file: string): Damage {
  const text = 'This is something else altogether.\n';
  return { file, what: 'another content', apply: ({ length }) => Buffer.alloc(length, text) };
}
