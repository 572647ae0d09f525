/**
 * Types of values and how a value is held inside Muster.
 *
 * | type       | held as |
 * |------------|---------|
 * | `text`     | string, well-formed, not empty |
 * | `number`   | finite float64, never −0 |
 * | `boolean`  | boolean |
 * | `date`     | `EpochDay` |
 * | `datetime` | `Millis` |
 * | `list`     | array of distinct texts, not empty |
 */
export const VALUE_TYPES = ['text', 'number', 'boolean', 'date', 'datetime', 'list'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

export type StoredValue = string | number | boolean | readonly string[];

/** A value as JSON shows it: dates as `YYYY-MM-DD`, instants as RFC 3339 with `Z`. */
export type JsonValue = string | number | boolean | readonly string[];
