/** Random changes of bytes, anywhere but in what tells which request something came with. */
import type { Draw } from './socket-draw.ts';

/** Bytes that mean something to whoever reads a request. */
const TELLING = [...Buffer.from('\r\n:;,%/?&=#"{}[]\\ \t\0\xff', 'latin1')] as [number];
const MOST_CHANGES = 4;

export function mutate(bytes: Buffer, kept: readonly string[], draw: Draw): Buffer {
  let changed = bytes;
  for (let n = draw.below(MOST_CHANGES); n >= 0; n--) changed = change(changed, kept, draw);
  return changed;
}

function change(bytes: Buffer, kept: readonly string[], draw: Draw): Buffer {
  const [start, end] = draw.pick(loose(bytes, kept));
  const at = start + draw.below(end - start + 1);
  const upTo = Math.min(end, at + 1 + draw.below(40));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const byte = Buffer.of(draw.perMille(500) ? draw.below(256) : draw.pick(TELLING));
  switch (draw.below(5)) {
    case 0:
      return Buffer.concat([before, byte, bytes.subarray(Math.min(end, at + 1))]);
    case 1:
      return Buffer.concat([before, byte, after]);
    case 2:
      return Buffer.concat([before, bytes.subarray(upTo)]);
    case 3:
      return Buffer.concat([before, bytes.subarray(at, upTo), after]);
    default:
      return Buffer.concat([before, draw.bytes(draw.below(20)), after]);
  }
}

/**
 * The stretches before the first of what is kept and behind the last. What is between them could, said
 * twice, make a contact that nobody can tell where it came from.
 */
function loose(bytes: Buffer, kept: readonly string[]): [[number, number], ...[number, number][]] {
  const found = kept.map((text) => [bytes.indexOf(text), text.length] as const);
  const places = found.filter(([at]) => at >= 0);
  if (places.length === 0) return [[0, bytes.length]];
  const first = Math.min(...places.map(([at]) => at));
  const last = Math.max(...places.map(([at, length]) => at + length));
  return [
    [0, first],
    [last, bytes.length],
  ];
}
