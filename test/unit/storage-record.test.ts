/** Records of the log: what is written is read, and not one bit of it may differ. */
import { describe, expect, it } from 'vitest';
import type { Position } from '../../engine/index.ts';
import { decodeRecord, encodeRecord } from '../../storage/log-record.ts';
import { plain, recordAt } from '../contract/log-contract.ts';

const POSITION = 70_000 as Position;
const bytes = encodeRecord(recordAt(POSITION));

function messageOf(altered: Buffer, position: number = POSITION): string {
  const record = decodeRecord(altered, position as Position);
  return record.ok ? 'good' : record.error.message;
}

describe('a record', () => {
  it('is read as it was written', () => {
    const record = decodeRecord(bytes, POSITION);
    expect(record.ok && plain(record.value)).toEqual(plain(recordAt(POSITION)));
  });

  it('is refused with any single bit flipped, by its position', () => {
    const refused = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return messageOf(altered);
    });
    expect(refused.filter((message) => !message.startsWith('record 70000 of the log'))).toEqual([]);
  });

  it('is refused at any other length', () => {
    const lengths = Array.from({ length: bytes.length }, (_, length) => length);
    const cut = lengths.map((length) => messageOf(bytes.subarray(0, length)));
    const longer = messageOf(Buffer.concat([bytes, Buffer.alloc(1)]));
    expect([...cut, longer].filter((message) => !message.startsWith('record 70000'))).toEqual([]);
  });

  it('is refused at another position, which the message names', () => {
    for (const position of [1, POSITION - 1, POSITION + 1, POSITION + 2 ** 32]) {
      expect(messageOf(bytes, position)).toMatch(
        new RegExp(`^record ${position} of the log is damaged: it belongs to another position`),
      );
    }
  });

  it('is refused when it is nothing but zeros', () => {
    for (const length of [20, bytes.length])
      expect(messageOf(Buffer.alloc(length))).not.toBe('good');
  });
});
