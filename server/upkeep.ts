/**
 * Upkeep at its times while data is served: checkpoints, expiry of events, compaction, trimming of
 * the log. One thing after the other; what fails is reported and tried again in the next round, since
 * everything acknowledged is in the log all the same.
 */
import type { UpkeepReport } from '../storage/index.ts';

export type UpkeepTimes = {
  readonly checkpointEveryMs: number;
  readonly compactEveryMs: number;
  readonly retentionMs: number | undefined;
  readonly logKeepMs: number | undefined;
};

/** What upkeep needs of Muster. */
export type Kept = {
  checkpoint(): Promise<UpkeepReport>;
  compact(): Promise<UpkeepReport>;
  expireEvents(keepMs: number): Promise<UpkeepReport>;
  trimLog(keepMs: number): Promise<UpkeepReport>;
};

/** The first round comes early: what a start had to replay need not be replayed by the next. */
const FIRST_ROUND_MS = 10_000;

export class UpkeepRounds {
  readonly #kept: Kept;
  readonly #times: UpkeepTimes;
  readonly #report: (message: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #sinceCompactionMs = 0;
  #isStopped = false;

  constructor(kept: Kept, times: UpkeepTimes, report: (message: string) => void) {
    this.#kept = kept;
    this.#times = times;
    this.#report = report;
  }

  start(): void {
    this.#after(Math.min(FIRST_ROUND_MS, this.#times.checkpointEveryMs));
  }

  /** Begins no further round, and waits for the one that is running. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #after(ms: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#sinceCompactionMs += ms;
      this.#running = this.#round().then(() => this.#after(this.#times.checkpointEveryMs));
    }, ms);
  }

  async #round(): Promise<void> {
    const { retentionMs, compactEveryMs, logKeepMs } = this.#times;
    if (retentionMs !== undefined) {
      await this.#try('events could not be expired', () => this.#kept.expireEvents(retentionMs));
    }
    const isDue = this.#sinceCompactionMs >= compactEveryMs;
    if (isDue && (await this.#try('the data could not be compacted', () => this.#kept.compact()))) {
      this.#sinceCompactionMs = 0;
    } else {
      await this.#try('no checkpoint could be taken', () => this.#kept.checkpoint());
    }
    if (logKeepMs !== undefined) {
      await this.#try('the log could not be trimmed', () => this.#kept.trimLog(logKeepMs));
    }
  }

  /** Whether it was done. */
  async #try(fault: string, run: () => Promise<UpkeepReport>): Promise<boolean> {
    if (this.#isStopped) return false;
    try {
      await run();
      return true;
    } catch (error) {
      if (!this.#isStopped) {
        this.#report(`${fault}: ${error instanceof Error ? error.message : String(error)}`);
      }
      return false;
    }
  }
}
