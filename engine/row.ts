/** What is answered about one recipient, before it is bytes. */
import type { JsonValue } from './value.ts';

export type RowFormat = 'ndjson' | 'csv' | 'csv-safe' | 'msgpack';

/** One contact with the fields that were asked for, in that order; `undefined` is no value. */
export type Row = {
  readonly ordinal: number;
  readonly id: string;
  readonly fields: readonly (readonly [name: string, value: JsonValue | undefined])[];
};

/** Encoded rows: concatenated, without any header or array prefix. */
export type RowChunk = { readonly rows: number; readonly bytes: Uint8Array };
