/** How bodies go over the line: by length or in chunks, rightly or not. */
import type { Draft, Frame } from './socket-draft.ts';
import type { Draw } from './socket-draw.ts';
import type { Fault } from './socket-head-faults.ts';

const CHUNKED = ['Transfer-Encoding', 'chunked'] as const;

/** Sound: random chunks. */
export function inChunks(draw: Draw): Frame {
  return (body) => {
    const parts: Buffer[] = [];
    for (let at = 0; at < body.length; ) {
      const size = 1 + draw.below(draw.pick([3, 50, 70_000]));
      const part = body.subarray(at, at + size);
      const digits = part.length.toString(16);
      const shown = draw.perMille(300) ? digits.toUpperCase().padStart(4, '0') : digits;
      parts.push(Buffer.from(`${shown}\r\n`), part, Buffer.from('\r\n'));
      at += size;
    }
    return { headers: [CHUNKED], bytes: Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]) };
  };
}

export const FRAME_FAULTS: readonly [Fault, ...Fault[]] = [
  /** The rest of the body never comes. */
  function lengthTooLong(draft, draw) {
    const more = 1 + draw.below(draw.pick([2, 1000, 1_000_000]));
    draft.frame = withLength((length) => String(length + more));
    broken(draft);
    draft.silent = true;
  },
  /** What is left of the body stands where the next request should. */
  function lengthTooShort(draft, draw) {
    if (isLines(draft)) return;
    const less = draw.below(1000);
    draft.frame = withLength((length) => String(Math.max(0, length - 1 - (less % length))));
    broken(draft);
    draft.refusals.add(400);
  },
  function oddLength(draft, draw) {
    const odd = ['-1', '+5', '0x13', 'abc', '1.5', '1e9', '5, 5', '5 5', '5\xb25', '9'.repeat(30)];
    const value = draw.pick(['18446744073709551617', ...odd]);
    draft.frame = withLength(() => value);
    broken(draft);
    draft.refusals.add(400);
  },
  function lengthBeyondLimit(draft, draw) {
    const value = draw.pick(['16777217', '99999999', '4294967297', '281474976710656']);
    draft.frame = withLength(() => value);
    broken(draft);
    draft.refusals.add(413);
  },
  function twoLengths(draft, draw) {
    const other = draw.pick(['0', '1', '7', '99999', 'x']);
    const isFirst = draw.perMille(500);
    draft.frame = (body) => {
      const own = ['Content-Length', String(body.length)] as const;
      const wrong = ['Content-Length', other] as const;
      return { headers: isFirst ? [wrong, own] : [own, wrong], bytes: body };
    };
    draft.library = true;
    draft.unsure = true;
  },
  function lengthAndChunks(draft, draw) {
    const chunks = inChunks(draw);
    draft.frame = (body) => {
      const { headers, bytes } = chunks(body);
      return { headers: [['Content-Length', String(body.length)], ...headers], bytes };
    };
    broken(draft);
    draft.refusals.add(400);
  },
  function badChunk(draft, draw) {
    // The library reads some of these as the end; of no lines none is wrong.
    if (isLines(draft)) return;
    const size = draw.pick(['zz', '-1', '0x5', 'ffffffffffffffff', '', ' 5', '\0', '5 5']);
    draft.frame = (body) => ({
      headers: [CHUNKED],
      bytes: Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
    });
    broken(draft);
    draft.silent = true;
    draft.refusals.add(400);
  },
  /** The chunk is said to be longer than what comes. */
  function endlessChunk(draft, draw) {
    const more = draw.pick([20, 5000, 2 ** 31]);
    draft.frame = (body) => ({
      headers: [CHUNKED],
      bytes: Buffer.concat([Buffer.from(`${(body.length + more).toString(16)}\r\n`), body]),
    });
    broken(draft);
    draft.silent = true;
  },
  function oddChunks(draft, draw) {
    const extension = draw.pick(['', ';a=b', ';', ' ', '\t']);
    const ending = draw.pick([
      '0\r\nX: y\r\n\r\n',
      '0\r\n',
      '0\n\n',
      '00000\r\n\r\n',
      '0;a\r\n\r\n',
    ]);
    draft.frame = (body) => ({
      headers: [CHUNKED],
      bytes: Buffer.concat([
        Buffer.from(`${body.length.toString(16)}${extension}\r\n`),
        body,
        Buffer.from(`\r\n${ending}`),
      ]),
    });
    draft.library = true;
    draft.unsure = true;
  },
  function oddEncoding(draft, draw) {
    const chunks = inChunks(draw);
    const encoding = draw.pick(['identity', 'gzip, chunked', 'xchunked', 'chunked, chunked', '']);
    draft.frame = (body) => ({
      headers: [['Transfer-Encoding', encoding]],
      bytes: chunks(body).bytes,
    });
    draft.library = true;
    draft.unsure = true;
  },
];

/** What the rest of it says is never read as it was meant; nothing of it may be stored. */
function broken(draft: Draft): void {
  draft.library = true;
  draft.refusals.add(400);
}

function withLength(value: (length: number) => string): Frame {
  return (body) => ({ headers: [['Content-Length', value(body.length)]], bytes: body });
}

/** Of lines that are cut at any place, some are still good. */
function isLines(draft: Draft): boolean {
  return draft.headers.some(([, value]) => value.includes('ndjson'));
}
