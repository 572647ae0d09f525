/** A log that holds each record back until it is let through, and fails from a step on, or once. */
import type { Position } from '../../engine/index.ts';
import type { Log } from '../../storage/log.ts';
import type { LogRecord } from '../../storage/log-record.ts';

export class FailingLog implements Log {
  readonly #inner: Log;
  #failFrom = Infinity;
  #failTo = Infinity;
  #held: (() => void)[] | undefined;
  #steps = 0;

  constructor(inner: Log) {
    this.#inner = inner;
  }

  /** Appends `from`, counted from 1, to `to` fail; those after it are taken again. */
  failAt(from: number, to = Infinity): void {
    this.#failFrom = from;
    this.#failTo = to;
  }

  /** Appends wait from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Those that wait go on, in order. */
  release(): void {
    for (const resume of this.#held ?? []) resume();
    this.#held = undefined;
  }

  get held(): number {
    return this.#held?.length ?? 0;
  }

  get last(): Position {
    return this.#inner.last;
  }

  async append(record: LogRecord): Promise<void> {
    this.#steps += 1;
    const fails = this.#steps >= this.#failFrom && this.#steps <= this.#failTo;
    if (this.#held !== undefined) {
      await new Promise<void>((resume) => this.#held?.push(resume));
    }
    if (fails) throw new Error('the disk is broken');
    // After a failure the inner log has a gap: what comes then is taken, and forgotten.
    if (record.position === this.#inner.last + 1) await this.#inner.append(record);
  }

  read(from: Position): Iterable<LogRecord> {
    return this.#inner.read(from);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
