/**
 * The disk that fails, from the side of the tests: compiles `disk-shim.c`, and says to a running
 * process what its disk does next. Linux only, and only where there is a C compiler.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./disk-shim.c', import.meta.url));
const WORDS = [
  'syncMode',
  'syncDelayMs',
  'isFull',
  'room',
  'killAt',
  'isTorn',
  'operations',
  'syncs',
  'bytes',
  'failures',
  'failedAtMs',
  'waiting',
  'syncsToPass',
] as const;
const WORD_BYTES = 8;

type Word = (typeof WORDS)[number];

/** What a sync does: it succeeds, the next one fails, or all fail from now on. */
export const SYNC_MODES = { passes: 0, failsOnce: 1, fails: 2 } as const;

/** Why the disk cannot be made to fail here, or undefined where it can. */
export const shimObstacle: string | undefined = obstacle();

function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'LD_PRELOAD is of Linux';
  return compiler() === undefined ? 'no C compiler (cc, c++) is installed' : undefined;
}

function compiler(): string | undefined {
  return ['cc', 'gcc', 'clang'].find((name) =>
    (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name))),
  );
}

/** A disk under one folder, which passes everything until it is told otherwise. */
export class FaultyDisk {
  /** What a process needs in its environment to have this disk. */
  readonly env: Readonly<Record<string, string>>;
  readonly #own: string;
  readonly #control: number;

  /** `folder` must exist; it and all below it are on the disk. */
  constructor(folder: string) {
    this.#own = mkdtempSync(join(tmpdir(), 'muster-disk-'));
    const control = join(this.#own, 'control');
    writeFileSync(control, Buffer.alloc(WORDS.length * WORD_BYTES));
    this.#control = openSync(control, 'r+');
    this.env = {
      LD_PRELOAD: library(),
      DISK_SHIM_FOLDER: realpathSync(folder),
      DISK_SHIM_CONTROL: control,
      // What goes through io_uring is not seen.
      UV_USE_IO_URING: '0',
    };
  }

  /** Back to a disk that passes everything, and all counters to 0. */
  reset(): void {
    for (const word of WORDS) this.set(word, 0);
  }

  set(word: Word, value: number): void {
    const bytes = Buffer.alloc(WORD_BYTES);
    bytes.writeBigInt64LE(BigInt(value));
    writeSync(this.#control, bytes, 0, WORD_BYTES, WORDS.indexOf(word) * WORD_BYTES);
  }

  get(word: Word): number {
    const bytes = Buffer.alloc(WORD_BYTES);
    readSync(this.#control, bytes, 0, WORD_BYTES, WORDS.indexOf(word) * WORD_BYTES);
    return Number(bytes.readBigInt64LE());
  }

  /** Only `bytes` are left; files may still be overwritten in place. */
  fillUp(bytes: number): void {
    this.set('room', bytes);
    this.set('isFull', 1);
  }

  makeRoom(): void {
    this.set('isFull', 0);
  }

  remove(): void {
    closeSync(this.#control);
    rmSync(this.#own, { recursive: true, force: true });
  }
}

let compiled: string | undefined;

/** Compiled once by each process that uses it, and taken away at its end. */
function library(): string {
  if (compiled !== undefined) return compiled;
  const folder = mkdtempSync(join(tmpdir(), 'muster-shim-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'disk-shim.so');
  const command = compiler();
  if (command === undefined) throw new Error(shimObstacle);
  execFileSync(command, ['-shared', '-fPIC', '-O2', '-o', path, SOURCE, '-ldl', '-lpthread']);
  compiled = path;
  return path;
}
