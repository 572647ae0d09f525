/**
 * What a range of the log says about itself, beside its records: a CRC-32 of the rest (4 bytes,
 * little-endian) and JSON of format, version, size of shards and first position.
 */
import { crc32 } from 'node:zlib';
import { err, ok, type Position, type Result } from '../engine/index.ts';
import { RECORD_VERSION } from './log-record.ts';

const FORMAT = 'muster-log';
const CHECKSUM_BYTES = 4;

export type LogMeta = { readonly first: Position; readonly shardBits: number };

type Stored = LogMeta & { readonly format: string; readonly version: number };

export function encodeMeta({ first, shardBits }: LogMeta): Buffer {
  const stored: Stored = { format: FORMAT, version: RECORD_VERSION, shardBits, first };
  const text = Buffer.from(JSON.stringify(stored));
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(text));
  return Buffer.concat([checksum, text]);
}

/** Reads it; the error says what is wrong, to follow the name of the file. */
export function decodeMeta(bytes: Buffer | undefined): Result<LogMeta, string> {
  if (bytes === undefined) return err('holds no log');
  const text = bytes.subarray(CHECKSUM_BYTES);
  if (bytes.length < CHECKSUM_BYTES || bytes.readUInt32LE(0) !== crc32(text)) {
    return err('is damaged: the checksum of its description is wrong');
  }
  const { format, version, first, shardBits } = JSON.parse(text.toString()) as Stored;
  if (format !== FORMAT || version !== RECORD_VERSION) {
    return err(`holds ${format} ${version}, not a log of this version`);
  }
  return ok({ first, shardBits });
}
