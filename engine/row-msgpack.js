/**
 * A contact as a msgpack map `{ ordinal, id, fields }`, and the header of an array of them.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { ByteWriter } from './byte-writer.ts';

const MAP_OF_THREE = 0x83;
const ORDINAL_KEY = fixedText('ordinal');
const ID_KEY = fixedText('id');
const FIELDS_KEY = fixedText('fields');
/** Fields without a value are left out. */
export function writeMsgpackRow(writer, row) {
  writer.byte(MAP_OF_THREE);
  writer.bytes(ORDINAL_KEY);
  writeUnsigned(writer, row.ordinal);
  writer.bytes(ID_KEY);
  writeText(writer, row.id);
  writer.bytes(FIELDS_KEY);
  let present = 0;
  for (const [, value] of row.fields) if (value !== undefined) present++;
  writeLength(writer, present, 0x80, 0xde);
  for (const [name, value] of row.fields) {
    if (value === undefined) continue;
    writeText(writer, name);
    writeValue(writer, value);
  }
}
/** What stands before `length` rows to make them one array. */
export function msgpackArrayHeader(length) {
  const writer = new ByteWriter();
  writeLength(writer, length, 0x90, 0xdc);
  return writer.finish();
}
function writeValue(writer, value) {
  if (typeof value === 'string') return writeText(writer, value);
  if (typeof value === 'number') return writeNumber(writer, value);
  if (typeof value === 'boolean') return writer.byte(value ? 0xc3 : 0xc2);
  writeLength(writer, value.length, 0x90, 0xdc);
  for (const text of value) writeText(writer, text);
}
function writeNumber(writer, value) {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff && !Object.is(value, -0)) {
    return writeUnsigned(writer, value);
  }
  writer.byte(0xcb);
  writer.float64(value);
}
function writeUnsigned(writer, value) {
  if (value < 0x80) return writer.byte(value);
  writer.byte(0xce);
  writer.uint32(value);
}
function writeText(writer, text) {
  const length = Buffer.byteLength(text);
  if (length < 32) writer.byte(0xa0 | length);
  else if (length < 0x100) {
    writer.byte(0xd9);
    writer.byte(length);
  } else if (length < 0x1_0000) {
    writer.byte(0xda);
    writer.uint16(length);
  } else {
    writer.byte(0xdb);
    writer.uint32(length);
  }
  writer.utf8(text);
}
/** The length of an array or map: in the first byte up to 15, then in two or four bytes. */
function writeLength(writer, length, fixed, wide) {
  if (length < 16) return writer.byte(fixed | length);
  writer.byte(length < 0x1_0000 ? wide : wide + 1);
  if (length < 0x1_0000) writer.uint16(length);
  else writer.uint32(length);
}
function fixedText(text) {
  return Uint8Array.from([0xa0 | text.length, ...Buffer.from(text)]);
}
