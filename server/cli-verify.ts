/** `muster verify`: the report on the standard output, progress on the standard error. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type VerifyReport, verifyFolder } from '../storage/index.ts';
import { CliError } from './cli-error.ts';
import { lockFolder } from './cli-lock.ts';
import { lineNowAndThen } from './cli-patience.ts';
import { binarySize } from './cli-size.ts';
import { readingFiles } from './cli-storage-error.ts';

const PROBE = new URL('../storage/probe-child.js', import.meta.url);
const MOST_POSITIONS = 8;

/** 0 when the folder is sound, 1 when anything is wrong with it. */
export async function verifyCommand(folder: string): Promise<number> {
  const data = resolve(folder);
  await holdAlone(data);
  const onProgress = lineNowAndThen(
    (line) => process.stderr.write(`${line}\n`),
    () => performance.now(),
  );
  const report = await readingFiles(() => verifyFolder({ data, probe: PROBE, onProgress }));
  process.stdout.write(`${reportLines(data, report).join('\n')}\n`);
  return report.faults.length === 0 ? 0 : 1;
}

/** What is verified must not be written meanwhile; and is never made. */
async function holdAlone(data: string): Promise<void> {
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CliError(`${data} is no folder`);
  }
  if (!existsSync(join(data, 'log')) && !existsSync(join(data, 'checkpoint'))) {
    throw new CliError(`${data} is no data folder: it has neither log nor checkpoints`);
  }
  try {
    await lockFolder(data);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(
      `cannot verify ${data}: ${error.message}; verify a copy that muster backup makes`,
    );
  }
}

function reportLines(data: string, report: VerifyReport): readonly string[] {
  const { faults } = report;
  return [
    ...contentLines(report),
    comparison(report),
    ...faults.map((fault) => `fault: ${fault}`),
    faults.length === 0 ? `${data} is sound` : `${data} has faults: ${faults.length}`,
  ];
}

function contentLines({ log, checkpoints, checkpointBytes, contents }: VerifyReport): string[] {
  const { first, last, records, bytes, ranges } = log;
  const span = last < first ? '' : ` (${first} to ${last})`;
  const lines = [
    `log: ${counted(records, 'record')}${span} in ${counted(ranges, 'range')}, ${binarySize(bytes)}`,
  ];
  if (checkpoints.length === 0) lines.push('checkpoints: none');
  else {
    const newest = checkpoints.slice(-MOST_POSITIONS).map(({ position, isGood }) => {
      return isGood ? String(position) : `${position} (damaged)`;
    });
    const dots = checkpoints.length > MOST_POSITIONS ? '… ' : '';
    lines.push(
      `checkpoints: ${checkpoints.length}, of record ${dots}${newest.join(', ')}, ${binarySize(checkpointBytes)}`,
    );
  }
  if (contents !== undefined) {
    lines.push(
      `contents: ${counted(contents.contacts, 'contact')}, ${counted(contents.events, 'event')}`,
    );
  }
  return lines;
}

/** What was looked at besides the files themselves. */
function comparison({ built, log, checkpoints }: VerifyReport): string {
  const [hasCheckpoint, hasLog] = [built.includes('checkpoint'), built.includes('log')];
  if (hasCheckpoint && hasLog) {
    return 'compared: the newest checkpoint and the log after it, with the whole log';
  }
  if (hasCheckpoint && log.ranges > 0 && log.first === 1) {
    return 'compared: nothing, the log cannot be used; the index was checked against its columns';
  }
  if (hasCheckpoint) {
    return 'compared: nothing, the log does not begin with record 1; the index was checked against its columns';
  }
  if (hasLog) {
    const why = checkpoints.length === 0 ? 'there is no checkpoint' : 'no checkpoint can be used';
    return `compared: nothing, ${why}; the index was checked against its columns`;
  }
  return 'compared: nothing, the files do not allow it';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
