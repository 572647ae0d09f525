/**
 * How far the opening of the data is, in words for whoever asks `/readyz`, who needs no key: nothing
 * of a message but its numbers, since others name files.
 */
export function loadProgress(message: string): string | undefined {
  const [, percent] = /^read (\d+) % of the checkpoint$/.exec(message) ?? [];
  if (percent !== undefined) return `reading the checkpoint: ${percent} %`;
  const [, done, all] = /^replayed (\d+) of (\d+) records$/.exec(message) ?? [];
  if (done === undefined) return undefined;
  return `replaying the log: ${Math.floor((100 * Number(done)) / Math.max(1, Number(all)))} %`;
}
