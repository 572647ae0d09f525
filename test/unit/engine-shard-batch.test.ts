/** What compacting the log leaves of a batch. */
import { expect, test } from 'vitest';
import {
  decodeBatch,
  encodeBatch,
  OP,
  redactBatch,
  type ShardOp,
} from '../../engine/shard-batch.ts';

const OPS: readonly ShardOp[] = [
  [OP.create, 0, 'kept'],
  [OP.create, 1, 'erased'],
  [OP.set, 0, 1, 'a'],
  [OP.set, 1, 1, 'b'],
  [OP.edit, 1, 2, ['c'], []],
  [OP.clear, 1, 1],
  [OP.event, 0, 0, 10, [], 'old'],
  [OP.event, 0, 0, 20, [], null],
  [OP.event, 1, 0, 20, [], 'gone'],
  [OP.groupSet, 'g', [0, 1]],
  [OP.remove, 1],
];

test('nothing of the deleted and the expired but their places', () => {
  const redaction = { isErased: (local: number) => local === 1, eventsFrom: 20 };
  const redacted = redactBatch(encodeBatch(OPS), redaction);
  expect(decodeBatch(redacted as Uint8Array)).toEqual([
    [OP.create, 0, 'kept'],
    [OP.create, 1, null],
    [OP.set, 0, 1, 'a'],
    [OP.event, 0, 0, 20, [], null],
    [OP.groupSet, 'g', [0, 1]],
    [OP.remove, 1],
  ]);
  expect(redactBatch(redacted as Uint8Array, redaction)).toBeUndefined();
});

test('no new batch when nothing has to go', () => {
  const redaction = { isErased: () => false, eventsFrom: -Infinity };
  expect(redactBatch(encodeBatch(OPS), redaction)).toBeUndefined();
});
