/** Where an import goes: a data folder (`import-folder.ts`) or a running server (`import-url.ts`). */
import type { ValueType } from '../../engine/index.ts';
import type { Declaration, ImportKind, ImportRecord, Reject } from './import-record.ts';
import type { TypeTable } from './import-types.ts';

export type WriteOutcome = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Reject[];
};

/**
 * Everything throws a `CliError` when it cannot be done. Writes come one at a time, so items are
 * written in the order of the file, and what an outcome counts adds up to the records given.
 */
export interface ImportTarget {
  /** The types that are known before the import. */
  types(): Promise<TypeTable>;
  declare(declaration: Declaration): Promise<void>;
  write(kind: ImportKind, records: readonly ImportRecord[]): Promise<WriteOutcome>;
  close(): Promise<void>;
}

export type ItemRecord = Exclude<ImportRecord, { kind: 'reject' }>;

/** Parts the records that can be written from those that the reader has rejected already. */
export function partRejects(records: readonly ImportRecord[]): {
  readonly items: readonly ItemRecord[];
  readonly rejected: Reject[];
} {
  const items: ItemRecord[] = [];
  const rejected: Reject[] = [];
  for (const record of records) {
    if (record.kind === 'reject') rejected.push(record);
    else items.push(record);
  }
  return { items, rejected };
}

/** Gives the rejections of a bulk write, which count from its first item, their lines. */
export function atLines(
  rejections: readonly {
    readonly index: number;
    readonly path: string;
    readonly message: string;
  }[],
  items: readonly ItemRecord[],
): Reject[] {
  return rejections.map(({ index, path, message }) => ({
    line: items[index]?.line ?? 0,
    path,
    message,
  }));
}

/** The known types out of a catalog. */
export function declarationsOf(catalog: {
  readonly fields: readonly { readonly name: string; readonly type: ValueType }[];
  readonly events: readonly {
    readonly type: string;
    readonly attributes: readonly { readonly name: string; readonly type: ValueType }[];
  }[];
}): Declaration[] {
  return [
    ...catalog.fields.map(({ name, type }) => ({ kind: 'field', name, type }) as const),
    ...catalog.events.flatMap(({ type: event, attributes }) =>
      attributes.map(({ name, type }) => ({ kind: 'attribute', event, name, type }) as const),
    ),
  ];
}
