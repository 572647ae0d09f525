/**
 * CRoaring as a program without Muster would call it: the yardstick of the `bitmap` benchmark, and
 * besides `engine/bitmap.ts` the only importer of `roaring`.
 */
import roaring from 'roaring';
import type { Bitmap } from '../engine/bitmap.ts';

const { RoaringBitmap32, SerializationFormat, CRoaringVersion, PackageVersion } = roaring;

export const BARE_VERSIONS = `CRoaring ${CRoaringVersion}, roaring ${PackageVersion}`;

export function bareIntersectionCount(a: Bitmap, b: Bitmap): number {
  return a.andCardinality(b);
}

export function bareUnionCount(a: Bitmap, b: Bitmap): number {
  return a.orCardinality(b);
}

export function bareIntersection(a: Bitmap, b: Bitmap): Bitmap {
  return RoaringBitmap32.and(a, b);
}

export function bareUnion(a: Bitmap, b: Bitmap): Bitmap {
  return RoaringBitmap32.or(a, b);
}

export function bareUnionOfAll(bitmaps: readonly Bitmap[]): Bitmap {
  return RoaringBitmap32.orMany(bitmaps);
}

/** A copy in which containers are runs where that is smaller. */
export function runOptimized(bitmap: Bitmap): Bitmap {
  const copy = bitmap.clone();
  copy.runOptimize();
  copy.shrinkToFit();
  return copy;
}

/** How many members the bytes of a bitmap say there are; the bytes are those of our own server. */
export function bareSizeOf(bytes: Uint8Array): number {
  const bitmap = RoaringBitmap32.deserialize(bytes, SerializationFormat.portable);
  const { size } = bitmap;
  bitmap.dispose();
  return size;
}
