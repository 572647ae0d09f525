/**
 * The only importer of `roaring`, but for the benchmark that compares the two. A `Bitmap` is a set
 * of u32; here they are the local ordinals of one shard, or ordinals.
 *
 * The native library coerces silently and frees its memory only with the garbage collector, so:
 * only whole numbers in range are added (the callers' types say so), a temporary is disposed by
 * whoever made it, and bytes are only read in when this code wrote them and a checksum says so.
 */
import roaring from 'roaring';

// A CommonJS package: its names are properties of the default import.
const { getRoaringUsedMemory, RoaringBitmap32, SerializationFormat } = roaring;

export type Bitmap = InstanceType<typeof RoaringBitmap32>;

export function emptyBitmap(): Bitmap {
  return new RoaringBitmap32();
}

/** The set of the first `length` values, which need not be sorted. */
export function bitmapOf(values: Uint32Array, length = values.length): Bitmap {
  return new RoaringBitmap32(values.subarray(0, length));
}

export function intersection(a: Bitmap, b: Bitmap): Bitmap {
  return RoaringBitmap32.and(a, b);
}

export function difference(a: Bitmap, b: Bitmap): Bitmap {
  return RoaringBitmap32.andNot(a, b);
}

/** The union of any number of sets: a new one, also of a single set. */
export function union(bitmaps: readonly Bitmap[]): Bitmap {
  const [first, second, third] = bitmaps;
  if (first === undefined) return emptyBitmap();
  if (second === undefined) return first.clone();
  if (third === undefined) return RoaringBitmap32.or(first, second);
  return RoaringBitmap32.orMany(bitmaps as Bitmap[]);
}

export function intersectionCount(a: Bitmap, b: Bitmap): number {
  return a.andCardinality(b);
}

export function differenceCount(a: Bitmap, b: Bitmap): number {
  return a.andNotCardinality(b);
}

export function unionCount(a: Bitmap, b: Bitmap): number {
  return a.orCardinality(b);
}

/** The set with every member moved up by `offset`: from a shard's numbers to ordinals. */
export function shifted(bitmap: Bitmap, offset: number): Bitmap {
  return RoaringBitmap32.addOffset(bitmap, offset);
}

/** The portable format of the Roaring specification. */
export function serialize(bitmap: Bitmap): Uint8Array {
  return bitmap.serialize(SerializationFormat.portable);
}

/** The set of all values `from ≤ v < to`. */
export function rangeBitmap(from: number, to: number): Bitmap {
  return RoaringBitmap32.fromRange(from, to);
}

/**
 * Reads what `serialize` wrote, in this process's workers or into our own store, which checks it by
 * a checksum. The library does not validate: bytes from anywhere else must never come here.
 */
export function deserializeOwn(bytes: Uint8Array): Bitmap {
  return RoaringBitmap32.deserialize(bytes, SerializationFormat.portable);
}

/** Native memory of all bitmaps, in whichever thread of the process. */
export function bitmapBytes(): number {
  return getRoaringUsedMemory();
}
