/** Plain values as bytes (msgpack), for the pieces of a checkpoint. */
import { Packr, Unpackr } from 'msgpackr';

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });

/** Plain data as bytes in a buffer of their own. */
export function packed(value: unknown): Uint8Array {
  return new Uint8Array(packr.pack(value));
}

export function unpacked(bytes: Uint8Array): unknown {
  return unpackr.unpack(bytes);
}
