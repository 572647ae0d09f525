/**
 * A value of a store of checkpoints: a piece, or a manifest.
 *
 * | bytes | what |
 * |---|---|
 * | 0–3 | version of this format, little-endian as all of them |
 * | 4–7 | length of the body in bytes |
 * | 8–11 | CRC-32 of everything behind it |
 * | 12–19 | key under which the value stands |
 * | 20 | kind: 1 piece, 2 manifest |
 * | 21–23 | zero, for later |
 * | 24– | body |
 *
 * The checksum covers key and kind, so that a value in a wrong place is told from a good one, and
 * no content of a piece can pass for a manifest.
 */
import { crc32 } from 'node:zlib';
import { err, ok, type Result } from '../engine/index.ts';

/** Of the values and of what is in pieces: 2 has numbers as columns alone. Others are left aside. */
const CHECKPOINT_VERSION = 2;
/** What a value takes beside its body. */
export const HEADER_BYTES = 24;
const CHECKED_FROM = 12;
const KINDS = ['piece', 'manifest'] as const;

export type ValueKind = (typeof KINDS)[number];

/** A value taken apart; the body is a view of the value. */
export type CheckpointValue = {
  readonly kind: ValueKind;
  readonly crc: number;
  readonly body: Buffer;
};

/** A new buffer with the value; the body is copied. */
export function encodeValue(kind: ValueKind, key: number, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  bytes.writeUInt32LE(CHECKPOINT_VERSION, 0);
  bytes.writeUInt32LE(body.length, 4);
  bytes.writeBigUInt64LE(BigInt(key), 12);
  bytes.writeUInt32LE(KINDS.indexOf(kind) + 1, 20);
  bytes.set(body, HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_FROM)), 8);
  return bytes;
}

/** The checksum of an encoded value. */
export function crcOf(value: Buffer): number {
  return value.readUInt32LE(8);
}

/** Reads the value of a key; the error says what is wrong, as the end of a sentence. */
export function decodeValue(
  bytes: Buffer | undefined,
  key: number,
): Result<CheckpointValue, string> {
  if (bytes === undefined) return err('it is missing');
  if (bytes.length < HEADER_BYTES) return err('it is shorter than its header');
  const version = bytes.readUInt32LE(0);
  if (version !== CHECKPOINT_VERSION) return err(`its version is ${version}`);
  if (bytes.readUInt32LE(4) !== bytes.length - HEADER_BYTES) {
    return err('its length is not the one in its header');
  }
  const crc = crc32(bytes.subarray(CHECKED_FROM));
  if (crcOf(bytes) !== crc) return err('its checksum is wrong');
  if (bytes.readBigUInt64LE(12) !== BigInt(key)) return err('it belongs to another key');
  const kind = KINDS[bytes.readUInt32LE(20) - 1];
  if (kind === undefined) return err('its kind is unknown');
  return ok({ kind, crc, body: bytes.subarray(HEADER_BYTES) });
}
