/**
 * A record of the log: one accepted write, everything that it changed.
 *
 * | bytes | what |
 * |---|---|
 * | 0 | version of this format |
 * | 1–3 | zero, for later |
 * | 4–7 | length of the body in bytes, little-endian |
 * | 8–11 | CRC-32 of the position and the body |
 * | 12–19 | position, little-endian |
 * | 20– | body: msgpack of `[arrived, changes, batches]` |
 *
 * The checksum covers the position, so that a record in a wrong place is told from a good one.
 */
import { crc32 } from 'node:zlib';
import { Packr, Unpackr } from 'msgpackr';
import {
  assert,
  type DefinitionChange,
  err,
  type Millis,
  ok,
  type Position,
  type Result,
  type SchemaChange,
} from '../engine/index.ts';

export const RECORD_VERSION = 1;
const HEADER_BYTES = 20;
const CHECKED_FROM = 12;

/** Changes of the schema come before the batches of the same record need them. */
export type LogRecord = {
  readonly position: Position;
  /** When the write arrived: the moment that defaults of its items were taken from. */
  readonly arrived: Millis;
  readonly schema: readonly SchemaChange[];
  readonly definitions: readonly DefinitionChange[];
  /** Encoded operations (`encodeBatch`) by shard. */
  readonly batches: readonly (readonly [shard: number, batch: Uint8Array])[];
};

/** What is wrong with the bytes of a record. */
export type RecordFault = { readonly kind: 'damaged'; readonly message: string };

type Body = [
  arrived: number,
  schema: readonly SchemaChange[],
  definitions: readonly DefinitionChange[],
  batches: readonly (readonly [number, Uint8Array])[],
];

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });

export function encodeRecord(record: LogRecord): Buffer {
  const { arrived, schema, definitions, batches } = record;
  const body: Body = [arrived, schema, definitions, batches];
  const packed = packr.pack(body);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + packed.length);
  bytes.writeUInt32LE(RECORD_VERSION, 0);
  bytes.writeUInt32LE(packed.length, 4);
  bytes.writeBigUInt64LE(BigInt(record.position), 12);
  packed.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_FROM)), 8);
  return bytes;
}

/** Reads the record that stands at a position; whatever is wrong with it is found here. */
export function decodeRecord(bytes: Buffer, position: Position): Result<LogRecord, RecordFault> {
  if (bytes.length < HEADER_BYTES) return damaged(position, 'it is shorter than its header');
  const version = bytes.readUInt32LE(0);
  if (version !== RECORD_VERSION) return damaged(position, `its version is ${version}`);
  if (bytes.readUInt32LE(4) !== bytes.length - HEADER_BYTES) {
    return damaged(position, 'its length is not the one in its header');
  }
  if (bytes.readUInt32LE(8) !== crc32(bytes.subarray(CHECKED_FROM))) {
    return damaged(position, 'its checksum is wrong');
  }
  if (bytes.readBigUInt64LE(12) !== BigInt(position)) {
    return damaged(position, 'it belongs to another position');
  }
  const [arrived, schema, definitions, batches] = unpackr.unpack(
    bytes.subarray(HEADER_BYTES),
  ) as Body;
  assert(typeof arrived === 'number', 'a record with a good checksum has its parts');
  return ok({ position, arrived: arrived as Millis, schema, definitions, batches });
}

function damaged(position: Position, what: string): { ok: false; error: RecordFault } {
  const message = `record ${position} of the log is damaged: ${what}`;
  return err({ kind: 'damaged', message }) as { ok: false; error: RecordFault };
}
