/**
 * The manifest of a checkpoint: the position of the log that it stands for, and every piece with
 * the key, length and checksum of its value. Written last, in one transaction: a checkpoint is
 * complete when its manifest is there.
 *
 * Its body is msgpack of `[position, [[name, key, length, crc], …]]`.
 */
import { Packr, Unpackr } from 'msgpackr';
import type { Position } from '../engine/index.ts';

/** Where a piece is: length of its bytes, and checksum of its value. */
export type PieceEntry = { readonly key: number; readonly length: number; readonly crc: number };

export type Manifest = {
  readonly position: Position;
  readonly pieces: ReadonlyMap<string, PieceEntry>;
};

type Body = [
  position: number,
  pieces: readonly (readonly [name: string, key: number, length: number, crc: number])[],
];

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });

export function encodeManifest({ position, pieces }: Manifest): Buffer {
  const entries = Array.from(
    pieces,
    ([name, { key, length, crc }]) => [name, key, length, crc] as const,
  );
  const body: Body = [position, entries];
  return packr.pack(body);
}

/** Reads the body of a value whose checksum was good. */
export function decodeManifest(body: Buffer): Manifest {
  const [position, entries] = unpackr.unpack(body) as Body;
  const pieces = new Map(
    entries.map(([name, key, length, crc]) => [name, { key, length, crc }] as const),
  );
  return { position: position as Position, pieces };
}
