/**
 * Typed arrays that grow: doubled when a place beyond the end is needed, new places zero (or the
 * fill that was given). What grows is replaced, so nobody keeps the old array.
 */
type TypedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** An array of at least `length` places with the old content, or the same one if it is enough. */
export function grown<T extends TypedArray>(array: T, length: number, fill = 0): T {
  if (length <= array.length) return array;
  const capacity = Math.max(length, array.length * 2, 16);
  const larger = new (array.constructor as new (length: number) => T)(capacity);
  larger.set(array);
  if (fill !== 0) larger.fill(fill, array.length);
  return larger;
}
