/**
 * What an import says at its end: a line per file, and the rejects by reason. Pure.
 *
 * Rejects are counted as they come and not kept: the memory is bounded by the number of reasons,
 * and reasons beyond a limit are counted together.
 */
import Table from 'cli-table3';
import { printable } from '../cli-error.ts';
import type { ImportKind, Reject } from './import-record.ts';

export type FileReport = {
  readonly name: string;
  readonly kind: ImportKind;
  accepted: number;
  duplicates: number;
  rejected: number;
  seconds: number;
};

export type RejectGroup = {
  readonly kind: ImportKind;
  readonly path: string;
  readonly message: string;
  count: number;
  readonly firstFile: string;
  readonly firstLine: number;
};

export type ImportReport = {
  readonly files: readonly FileReport[];
  readonly rejects: RejectTally;
  /** Why the import ended before its end. */
  readonly failure: string | undefined;
};

/** What differs from item to item with the same fault, and would keep them from being grouped. */
const LIST_INDEX = /\/\d+(?=\/|$)/g;
const TEXT_POSITION = /,? at position \d+( \(line \d+, column \d+\))?/;
const MAX_GROUPS = 200;
const LISTED_GROUPS = 25;

export class RejectTally {
  private readonly groups = new Map<string, RejectGroup>();

  add(kind: ImportKind, file: string, reject: Reject): void {
    const path = reject.path.replace(LIST_INDEX, '/*');
    const message = reject.message.replace(TEXT_POSITION, '');
    const reason = { path, message, line: reject.line };
    const group = this.groups.get(keyOf(kind, reason));
    if (group !== undefined) group.count += 1;
    else if (this.groups.size < MAX_GROUPS) this.open(kind, file, reason);
    else this.addToOthers(kind, file, reject.line);
  }

  /** The commonest first. */
  list(): readonly RejectGroup[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count);
  }

  private addToOthers(kind: ImportKind, file: string, line: number): void {
    const reason = { path: '', message: 'other reasons', line };
    const group = this.groups.get(keyOf(kind, reason));
    if (group !== undefined) group.count += 1;
    else this.open(kind, file, reason);
  }

  private open(kind: ImportKind, file: string, { path, message, line }: Reject): void {
    const group = { kind, path, message, count: 1, firstFile: file, firstLine: line };
    this.groups.set(keyOf(kind, group), group);
  }
}

function keyOf(kind: ImportKind, { path, message }: { path: string; message: string }): string {
  return JSON.stringify([kind, path, message]);
}

export function itemsOf(file: FileReport): number {
  return file.accepted + file.duplicates + file.rejected;
}

/** 0 when every item is in, 2 when some were rejected, 1 when the import did not reach its end. */
export function exitCodeOf(report: ImportReport): 0 | 1 | 2 {
  if (report.failure !== undefined) return 1;
  return report.files.some(({ rejected }) => rejected > 0) ? 2 : 0;
}

export function formatReport(report: ImportReport): string {
  const parts = [fileTable(report.files)];
  const groups = report.rejects.list();
  if (groups.length > 0) parts.push(rejectTable(groups));
  const hidden = groups.length - LISTED_GROUPS;
  if (hidden > 0) parts.push(`and ${hidden} more reasons`);
  return parts.join('\n');
}

function fileTable(files: readonly FileReport[]): string {
  const table = plainTable(
    ['file', 'items', 'accepted', 'duplicates', 'rejected', 'seconds', 'items/s'],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  for (const file of files) {
    const { name, accepted, duplicates, rejected, seconds } = file;
    const items = itemsOf(file);
    const rate = Math.round(items / Math.max(seconds, 0.001));
    table.push([printable(name), items, accepted, duplicates, rejected, seconds.toFixed(1), rate]);
  }
  return table.toString();
}

function rejectTable(groups: readonly RejectGroup[]): string {
  const table = plainTable(
    ['rejected', 'kind', 'where', 'reason', 'first at'],
    ['right', 'left', 'left', 'left', 'left'],
  );
  for (const { count, kind, path, message, firstFile, firstLine } of groups.slice(
    0,
    LISTED_GROUPS,
  )) {
    table.push([
      count,
      kind,
      printable(path),
      printable(message),
      `${printable(firstFile)}:${firstLine}`,
    ]);
  }
  return table.toString();
}

/** Without colours, so that it reads the same in a terminal, a file and a log. */
export function plainTable(
  head: readonly string[],
  colAligns: readonly ('left' | 'right')[],
): Table.Table {
  return new Table({
    head: [...head],
    colAligns: [...colAligns],
    style: { head: [], border: [], compact: true },
  });
}
