/**
 * An import from beginning to end: types first, then each file in turn, in the order given.
 *
 * One write is under way while the next batch is read, never more, so memory stays the same
 * whatever the size of the files, and items arrive in the order of the file.
 */
import { basename } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { ImportProgress } from './import-progress.ts';
import { readBatches } from './import-read.ts';
import type { Declaration, ImportBatch, ImportKind, ImportRecord } from './import-record.ts';
import { type FileReport, type ImportReport, itemsOf, RejectTally } from './import-report.ts';
import { type ImportSource, openSource } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import type { TypeTable } from './import-types.ts';

export type ImportOptions = {
  readonly files: readonly { readonly kind: ImportKind; readonly path: string }[];
  readonly declarations: readonly Declaration[];
  readonly progress: ImportProgress;
  /** Milliseconds from any beginning, for rates. */
  readonly elapsed: () => number;
  /** Ends the import after the write under way. */
  readonly stop: AbortSignal;
};

/** A write costs a sync to the disk, so it should carry many records. */
const LOT_RECORDS = 4000;
/** Bounds the bytes of a lot: a batch is what one chunk of the file completes. */
const LOT_BATCHES = 16;

type Run = ImportOptions & { readonly target: ImportTarget; readonly rejects: RejectTally };

/** A failure is part of the report, which says what was written before it. */
export async function runImport(
  target: ImportTarget,
  options: ImportOptions,
): Promise<ImportReport> {
  const run: Run = { ...options, target, rejects: new RejectTally() };
  const files: FileReport[] = [];
  let failure: string | undefined;
  try {
    for (const declaration of options.declarations) await target.declare(declaration);
    for (const { kind, path } of options.files) {
      const source = await openSource(path);
      const name = basename(source.name);
      const report = { name, kind, accepted: 0, duplicates: 0, rejected: 0, seconds: 0 };
      files.push(report);
      await importFile(run, source, report);
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    failure = error.message;
  }
  return { files, rejects: run.rejects, failure };
}

async function importFile(run: Run, source: ImportSource, report: FileReport): Promise<void> {
  const { progress, target } = run;
  const startedMs = run.elapsed();
  const state = () => ({
    file: report.name,
    size: source.size,
    position: source.position(),
    items: itemsOf(report),
    elapsedMs: run.elapsed() - startedMs,
  });
  progress.start(state());
  try {
    const batches = readBatches(report.kind, source, () => knownTypes(target, run.declarations));
    await writeAll(run, inLots(batches), report, () => progress.update(state()));
  } finally {
    progress.stop();
    report.seconds = (run.elapsed() - startedMs) / 1000;
  }
}

async function knownTypes(
  target: ImportTarget,
  declarations: readonly Declaration[],
): Promise<TypeTable> {
  const types = await target.types();
  for (const declaration of declarations) types.add(declaration);
  return types;
}

async function writeAll(
  run: Run,
  batches: AsyncIterable<ImportBatch>,
  report: FileReport,
  onWritten: () => void,
): Promise<void> {
  let underWay: Promise<Settled> = Promise.resolve(undefined);
  const writeEach = async () => {
    for await (const { records, declarations } of batches) {
      rethrow(await underWay);
      if (run.stop.aborted) throw new CliError('stopped');
      for (const declaration of declarations) await run.target.declare(declaration);
      underWay = settle(writeBatch(run, records, report).then(onWritten));
    }
  };
  const ended = await settle(writeEach());
  // When the file breaks off, what was read before is still written and counted.
  const last = await underWay;
  rethrow(ended ?? last);
}

async function writeBatch(
  run: Run,
  records: readonly ImportRecord[],
  report: FileReport,
): Promise<void> {
  if (records.length === 0) return;
  const outcome = await run.target.write(report.kind, records);
  report.accepted += outcome.accepted;
  report.duplicates += outcome.duplicates;
  report.rejected += outcome.rejected.length;
  for (const reject of outcome.rejected) run.rejects.add(report.kind, report.name, reject);
}

/** The error of a promise, if any: held, so that nobody has to be waiting when it comes. */
type Settled = { readonly error: unknown } | undefined;

function settle(promise: Promise<void>): Promise<Settled> {
  return promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

function rethrow(settled: Settled): void {
  if (settled !== undefined) throw settled.error;
}

/** Gathers small batches; what had been gathered when the file breaks off comes before the error. */
async function* inLots(batches: AsyncIterable<ImportBatch>): AsyncGenerator<ImportBatch> {
  let lot = new Lot();
  try {
    for await (const batch of batches) {
      lot.add(batch);
      if (!lot.isFull()) continue;
      yield lot;
      lot = new Lot();
    }
  } catch (error) {
    yield lot;
    throw error;
  }
  yield lot;
}

class Lot implements ImportBatch {
  readonly records: ImportRecord[] = [];
  readonly declarations: Declaration[] = [];
  private batches = 0;

  add(batch: ImportBatch): void {
    for (const record of batch.records) this.records.push(record);
    for (const declaration of batch.declarations) this.declarations.push(declaration);
    this.batches += 1;
  }

  isFull(): boolean {
    return this.records.length >= LOT_RECORDS || this.batches >= LOT_BATCHES;
  }
}
