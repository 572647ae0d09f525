/** Answers as msgpack: plain maps and arrays, without any extension. */
import { Packr } from 'msgpackr';

const packr = new Packr({ useRecords: false, variableMapSize: true });

export function encodeMsgpack(value: unknown): Uint8Array {
  return packr.pack(value);
}
