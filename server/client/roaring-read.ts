/**
 * Reads a set of u32 from the portable format of Roaring bitmaps
 * (https://github.com/RoaringBitmap/RoaringFormatSpec), without any library.
 *
 * Bytes from a network are not trusted: every length, order and number in them is checked, and
 * nothing is made room for before the bytes have shown that they hold it. What is not exactly one
 * well-formed bitmap throws a `RoaringError`.
 */

/** A container is an array, or a bitset when it has more values than this. */
const MAX_ARRAY_VALUES = 4096;
const BITSET_BYTES = 8192;
const CONTAINER_VALUES = 65_536;
const MAX_CONTAINERS = 65_536;
/** In the low half of the first word: no container is in runs, or some may be. */
const COOKIE_WITHOUT_RUNS = 12_346;
const COOKIE_WITH_RUNS = 12_347;
/** With runs, fewer containers than this come without a table of offsets. */
const MIN_OFFSETS_WITH_RUNS = 4;

export class RoaringError extends Error {
  override readonly name = 'RoaringError';
}

/** The values whose high 16 bits are `key`. */
type Container = {
  readonly key: number;
  readonly form: 'array' | 'bitset' | 'runs';
  readonly count: number;
  /** Where its values begin. */
  readonly start: number;
};

/** The members of the set, ascending. */
export function decodeRoaring(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const containers = readContainers(view);
  const values = new Uint32Array(containers.reduce((total, { count }) => total + count, 0));
  let end = 0;
  for (const container of containers) {
    const part = values.subarray(end, end + container.count);
    if (container.form === 'array') readArray(view, container, part);
    else if (container.form === 'bitset') readBitset(view, container, part);
    else readRuns(view, container, part);
    end += container.count;
  }
  return values;
}

/** The header, and that the containers fill the bytes to their end. */
function readContainers(view: DataView): readonly Container[] {
  expectBytes(view, 0, 4);
  const cookie = view.getUint32(0, true);
  const hasRuns = (cookie & 0xffff) === COOKIE_WITH_RUNS;
  expect(hasRuns || cookie === COOKIE_WITHOUT_RUNS, 'this is no portable Roaring bitmap');
  if (!hasRuns) expectBytes(view, 4, 4);
  const length = hasRuns ? (cookie >>> 16) + 1 : view.getUint32(4, true);
  expect(length <= MAX_CONTAINERS, 'there are more containers than keys');

  const flagsAt = 4;
  const keysAt = hasRuns ? flagsAt + Math.ceil(length / 8) : 8;
  const offsetsAt = keysAt + length * 4;
  const hasOffsets = !hasRuns || length >= MIN_OFFSETS_WITH_RUNS;
  let start = offsetsAt + (hasOffsets ? length * 4 : 0);
  expectBytes(view, 0, start);

  const containers: Container[] = [];
  let lastKey = -1;
  for (let i = 0; i < length; i++) {
    const key = view.getUint16(keysAt + i * 4, true);
    const count = view.getUint16(keysAt + i * 4 + 2, true) + 1;
    expect(key > lastKey, 'the keys do not ascend');
    if (hasOffsets) {
      expect(view.getUint32(offsetsAt + i * 4, true) === start, 'an offset is wrong');
    }
    const isRuns = hasRuns && ((view.getUint8(flagsAt + (i >> 3)) >> (i & 7)) & 1) === 1;
    const form = isRuns ? 'runs' : count > MAX_ARRAY_VALUES ? 'bitset' : 'array';
    const container: Container = { key, form, count, start };
    containers.push(container);
    start += sizeOf(view, container);
    lastKey = key;
  }
  expect(start === view.byteLength, 'there are bytes after the end');
  return containers;
}

/** The bytes of a container, which are there; of runs also that they have as many values as they say. */
function sizeOf(view: DataView, { form, count, start }: Container): number {
  if (form !== 'runs') {
    const size = form === 'array' ? count * 2 : BITSET_BYTES;
    expectBytes(view, start, size);
    return size;
  }
  expectBytes(view, start, 2);
  const size = 2 + view.getUint16(start, true) * 4;
  expectBytes(view, start, size);
  let total = 0;
  for (let at = start + 2; at < start + size; at += 4) total += view.getUint16(at + 2, true) + 1;
  expect(total === count, 'the runs have another number of values than the header says');
  return size;
}

function readArray(view: DataView, { key, start }: Container, values: Uint32Array): void {
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    const low = view.getUint16(start + i * 2, true);
    expect(low > last, 'the values of an array do not ascend');
    values[i] = key * CONTAINER_VALUES + low;
    last = low;
  }
}

function readBitset(view: DataView, { key, start }: Container, values: Uint32Array): void {
  let end = 0;
  for (let at = 0; at < BITSET_BYTES; at += 4) {
    // One bit after the other, from the lowest. What is written past the end is dropped.
    for (let word = view.getUint32(start + at, true); word !== 0; word &= word - 1) {
      const bit = 31 - Math.clz32(word & -word);
      values[end++] = key * CONTAINER_VALUES + at * 8 + bit;
    }
  }
  expect(end === values.length, 'a bitset has another number of values than the header says');
}

function readRuns(view: DataView, { key, start }: Container, values: Uint32Array): void {
  let end = 0;
  let last = -1;
  for (let at = start + 2; end < values.length; at += 4) {
    const first = view.getUint16(at, true);
    expect(first > last, 'the runs do not ascend');
    last = first + view.getUint16(at + 2, true);
    expect(last < CONTAINER_VALUES, 'a run does not end');
    for (let low = first; low <= last; low++) values[end++] = key * CONTAINER_VALUES + low;
  }
}

function expectBytes(view: DataView, start: number, length: number): void {
  expect(start + length <= view.byteLength, 'the bytes end too early');
}

function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RoaringError(message);
}
