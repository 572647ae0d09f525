/**
 * How far an import is, on the standard error: a bar on a terminal, else a line now and then.
 * Both say the share of the file's bytes, the items so far, their rate and the time left.
 */
import { SingleBar } from 'cli-progress';
import { printable } from '../cli-error.ts';

export type ProgressState = {
  readonly file: string;
  /** Bytes of the file; undefined when there is no telling, as on the standard input. */
  readonly size: number | undefined;
  readonly position: number;
  readonly items: number;
  readonly elapsedMs: number;
};

export interface ImportProgress {
  start(state: ProgressState): void;
  update(state: ProgressState): void;
  stop(): void;
}

const LINE_EVERY_MS = 5000;

export function importProgress(stream: NodeJS.WriteStream): ImportProgress {
  return stream.isTTY ? barProgress(stream) : lineProgress((line) => stream.write(`${line}\n`));
}

function barProgress(stream: NodeJS.WriteStream): ImportProgress {
  const bar = new SingleBar({
    stream,
    format: '{bar} {text}',
    barsize: 24,
    hideCursor: true,
    // The rate is the items', not the bytes', so the bar draws and the text is made here.
    fps: 8,
  });
  return {
    start: (state) => bar.start(state.size ?? 1, 0, { text: progressText(state) }),
    // A file that grows or has no size is shown as not done before its end.
    update: (state) =>
      bar.update(Math.min(state.size === undefined ? 0 : state.position, state.size ?? 1), {
        text: progressText(state),
      }),
    stop: () => bar.stop(),
  };
}

export function lineProgress(write: (line: string) => void): ImportProgress {
  let nextMs = LINE_EVERY_MS;
  return {
    start: () => {
      nextMs = LINE_EVERY_MS;
    },
    update: (state) => {
      if (state.elapsedMs < nextMs) return;
      nextMs = state.elapsedMs + LINE_EVERY_MS;
      write(progressText(state));
    },
    stop: () => {},
  };
}

/** As `events.ndjson.gz 43 %, 120000 items, 35000 items/s, 12 s left`. */
export function progressText(state: ProgressState): string {
  const { file, size, position, items, elapsedMs } = state;
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const parts = [`${items} items`, `${Math.round(items / seconds)} items/s`];
  if (size === undefined || size === 0) return `${printable(file)} ${parts.join(', ')}`;
  const share = Math.min(1, position / size);
  if (share > 0) parts.push(`${durationText((seconds * (1 - share)) / share)} left`);
  return `${printable(file)} ${Math.floor(share * 100)} %, ${parts.join(', ')}`;
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
