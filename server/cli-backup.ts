/** `muster backup`: a copy of a data folder, which a server may be writing meanwhile. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { backupFolder } from '../storage/index.ts';
import { CliError } from './cli-error.ts';
import { lineNowAndThen } from './cli-patience.ts';
import { binarySize } from './cli-size.ts';
import { readingFiles } from './cli-storage-error.ts';

/** Rejects with a `CliError` when there is no copy; then the target is as it was. */
export async function backupCommand(target: string, dataFolder: string): Promise<number> {
  const data = resolve(dataFolder);
  const to = resolve(target);
  refuseTarget(data, to);
  const say = lineNowAndThen(
    (line) => process.stderr.write(`${line}\n`),
    () => performance.now(),
  );
  const { position, records, bytes } = await readingFiles(() =>
    backupFolder(data, to, (progress) => {
      say(`copied ${binarySize(progress.bytes)} of about ${binarySize(progress.ofBytes)}`);
    }),
  );
  process.stdout.write(
    `copied ${data} to ${to}: up to record ${position}, ${records} records of the log, ${binarySize(bytes)}\n` +
      `to check it: muster verify ${to}\n` +
      `to use it: muster serve --data ${to}\n`,
  );
  return 0;
}

/** A copy within the data would be deleted, or copied, with it. */
function refuseTarget(data: string, target: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new CliError(`${target} is no folder`);
  const path = relative(realPath(data), realPath(target));
  const isWithin = path === '' || (path !== '..' && !path.startsWith(`..${sep}`));
  if (isWithin) throw new CliError(`${target} is within the data folder ${data}`);
}

/** Without links in it, also of what is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
