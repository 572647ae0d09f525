/** The memory of a process while something is done to it. */
import { readFileSync } from 'node:fs';

const EVERY_MS = 200;

export class MemoryWatch {
  readonly startMiB: number;
  #mostMiB: number;
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#pid = pid;
    this.startMiB = rssMiB(pid);
    this.#mostMiB = this.startMiB;
    this.#timer = setInterval(() => this.nowMiB(), EVERY_MS);
  }

  nowMiB(): number {
    const now = rssMiB(this.#pid);
    this.#mostMiB = Math.max(this.#mostMiB, now);
    return now;
  }

  get mostMiB(): number {
    return this.#mostMiB;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** 0 for a process that is gone. */
function rssMiB(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
