export type { Millis, Ordinal, Position, ShardIndex } from './brands.ts';
export type { Issue, Result } from './result.ts';
export type { JsonValue, ValueType } from './value.ts';
