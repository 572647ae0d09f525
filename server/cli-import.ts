/** `muster import`: from the options on the command line to the report and the exit code. */
import { resolve } from 'node:path';
import type { Millis, Result } from '../engine/index.ts';
import { CliError } from './cli-error.ts';
import { stopSignal } from './cli-stop.ts';
import { folderTarget } from './import/import-folder.ts';
import { importProgress } from './import/import-progress.ts';
import type { Declaration } from './import/import-record.ts';
import { exitCodeOf, formatReport } from './import/import-report.ts';
import { runImport } from './import/import-run.ts';
import type { ImportTarget } from './import/import-target.ts';
import { parseAttributeDeclaration, parseFieldDeclaration } from './import/import-types.ts';
import { urlTarget } from './import/import-url.ts';

export type ImportFlags = {
  readonly contacts: readonly string[];
  readonly events: readonly string[];
  readonly field: readonly string[];
  readonly attribute: readonly string[];
  readonly data: string;
  readonly url?: string;
};

/** The report goes to the standard output, everything else to the standard error. */
export async function importCommand(flags: ImportFlags): Promise<number> {
  const files = [
    ...flags.contacts.map((path) => ({ kind: 'contacts', path }) as const),
    ...flags.events.map((path) => ({ kind: 'events', path }) as const),
  ];
  if (files.length === 0) throw new CliError('nothing to import: give --contacts or --events');
  if (files.filter(({ path }) => path === '-').length > 1) {
    throw new CliError('the standard input can be read only once');
  }
  const declarations = [
    ...flags.field.map((text) => declared('--field', text, parseFieldDeclaration)),
    ...flags.attribute.map((text) => declared('--attribute', text, parseAttributeDeclaration)),
  ];
  const stop = stopSignal();
  const target = await openTarget(flags);
  try {
    const report = await runImport(target, {
      files,
      declarations,
      progress: importProgress(process.stderr),
      elapsed: () => performance.now(),
      stop,
    });
    process.stdout.write(`${formatReport(report)}\n`);
    if (report.failure !== undefined) process.stderr.write(`muster: ${report.failure}\n`);
    return exitCodeOf(report);
  } finally {
    await target.close();
  }
}

function declared(
  option: string,
  text: string,
  parse: (text: string) => Result<Declaration, string>,
): Declaration {
  const declaration = parse(text);
  if (!declaration.ok) throw new CliError(`${option} ${text}: ${declaration.error}`);
  return declaration.value;
}

async function openTarget(flags: ImportFlags): Promise<ImportTarget> {
  if (flags.url !== undefined) return urlTarget(flags.url);
  const { openFolder } = await import('./cli-folder.ts');
  const muster = await openFolder({
    data: resolve(flags.data),
    threads: 1,
    clock: () => Date.now() as Millis,
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  const target = folderTarget(muster);
  return {
    ...target,
    async close() {
      // The next start need not replay what was loaded.
      await muster.checkpoint();
      await target.close();
    },
  };
}
