/** What is read from a file to import, on its way to a target. */
import type { ValueType } from '../../engine/index.ts';

export type ImportKind = 'contacts' | 'events';

/** One item of a file: still as text, or as a value, or why it is none. Lines count from 1. */
export type ImportRecord =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'value'; readonly line: number; readonly value: unknown }
  | ({ readonly kind: 'reject' } & Reject);

/** `path` points into the item and is empty where the item as a whole is at fault. */
export type Reject = { readonly line: number; readonly path: string; readonly message: string };

/** A type that has to be known before an item is written. */
export type Declaration =
  | { readonly kind: 'field'; readonly name: string; readonly type: ValueType }
  | {
      readonly kind: 'attribute';
      readonly event: string;
      readonly name: string;
      readonly type: ValueType;
    };

/** Items in the order of the file; the declarations come before all of them. */
export type ImportBatch = {
  readonly records: readonly ImportRecord[];
  readonly declarations: readonly Declaration[];
};

/** Bounds the memory of the reader against a file that is not what it seems. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;
