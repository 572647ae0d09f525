/**
 * Brands for the integers that mean something, so that one cannot be passed for another.
 * They cost nothing at run time.
 */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Dense number of a contact over the whole data set: u32, assigned once, never reused. */
export type Ordinal = Brand<number, 'Ordinal'>;
/** Number of a shard: the high bits of the ordinals it owns. */
export type ShardIndex = Brand<number, 'ShardIndex'>;
/** Milliseconds since 1970-01-01T00:00:00Z, without leap seconds: an instant. */
export type Millis = Brand<number, 'Millis'>;
/** Days since 1970-01-01 in the proleptic Gregorian calendar: a date without a zone. */
export type EpochDay = Brand<number, 'EpochDay'>;
/** Place of a record in the log: 1, 2, 3, … */
export type Position = Brand<number, 'Position'>;
