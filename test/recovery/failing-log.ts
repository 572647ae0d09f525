/** A log that holds each append back until it is let through, and fails from a step on, or once. */
import type { Position } from '../../engine/index.ts';
import type { Log, LogRangeView, RewriteRecord } from '../../storage/log.ts';
import type { LogRecord } from '../../storage/log-record.ts';

export class FailingLog implements Log {
  readonly failed: Promise<Error>;
  readonly #inner: Log;
  #failFrom = Infinity;
  #failTo = Infinity;
  #held: (() => void)[] | undefined;
  #steps = 0;
  #noRoom: Error | undefined;

  #fail: (error: Error) => void = () => {};

  constructor(inner: Log) {
    this.#inner = inner;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /** Fails by itself, between appends. */
  break(): void {
    this.#fail(new Error('the disk is broken'));
  }

  /** Appends with records `from`, counted from 1, to `to` fail; those after are taken again. */
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

  get first(): Position {
    return this.#inner.first;
  }

  get last(): Position {
    return this.#inner.last;
  }

  get ranges(): readonly LogRangeView[] {
    return this.#inner.ranges;
  }

  /** What `reserve` throws from now on, if anything. */
  refuseRoom(error: Error | undefined): void {
    this.#noRoom = error;
  }

  reserve(bytes: number): void {
    if (this.#noRoom !== undefined) throw this.#noRoom;
    this.#inner.reserve(bytes);
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    const from = this.#steps + 1;
    this.#steps += records.length;
    const fails = this.#steps >= this.#failFrom && from <= this.#failTo;
    if (this.#held !== undefined) {
      await new Promise<void>((resume) => this.#held?.push(resume));
    }
    if (fails) throw new Error('the disk is broken');
    // After a failure the inner log has a gap: what comes then is taken, and forgotten.
    if (records[0]?.position === this.#inner.last + 1) await this.#inner.append(records);
  }

  read(from: Position): Iterable<LogRecord> {
    return this.#inner.read(from);
  }

  seal(): Promise<void> {
    return this.#inner.seal();
  }

  get unsealed(): Position {
    return this.#inner.unsealed;
  }

  trim(before: Position): Promise<number> {
    return this.#inner.trim(before);
  }

  compact(before: Position, rewrite: RewriteRecord): Promise<void> {
    return this.#inner.compact(before, rewrite);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
