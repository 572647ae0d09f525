/**
 * The request with a number, made from the seed of the run: one or several on a connection, what goes
 * over the line and when it ends, and what may be answered.
 */
import { BODY_FAULTS } from './socket-body-faults.ts';
import { bytesOf, type Draft } from './socket-draft.ts';
import { Draw } from './socket-draw.ts';
import { FRAME_FAULTS, inChunks } from './socket-frames.ts';
import { HEAD_FAULTS } from './socket-head-faults.ts';
import { mutate } from './socket-mutation.ts';
import { soundDraft } from './socket-sound.ts';

/** One request of a connection. */
export type Part = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isHead: boolean;
  /** In the id of each contact that it might store. */
  readonly tokens: readonly string[];
  /** Statuses that Muster may answer; undefined: any that are documented. */
  readonly statuses: ReadonlySet<number> | undefined;
  /** The library under the server may refuse it by itself. */
  readonly library: boolean;
  /** There may be no answer. */
  readonly silent: boolean;
  /** Nothing of it may be stored, whatever is answered. */
  readonly refused: boolean;
};

export type Ending =
  /** Goes when everything is answered: properly, or without a word. */
  | { readonly kind: 'answered'; readonly resets: boolean }
  /** Goes after so many bytes, without waiting for an answer. */
  | { readonly kind: 'leaves'; readonly after: number; readonly resets: boolean }
  /** Sends so many bytes and stays, until the server closes the connection. */
  | { readonly kind: 'stays'; readonly after: number }
  /** Sends everything and says that nothing more comes, then waits. */
  | { readonly kind: 'half-open' }
  /** Sends one more request over the same connection when it was answered. */
  | { readonly kind: 'goes-on' }
  /** Sends everything and reads nothing for a while. */
  | { readonly kind: 'deaf' };

export type BrokenRequest = {
  readonly index: number;
  readonly parts: readonly Part[];
  readonly ending: Ending;
  /** In so many pieces, each a while after the one before. */
  readonly pieces: number;
};

/** Of a thousand connections so many are left to the server to close, which takes it 12 s each. */
const STAYING = 4;
const MOST_PIPELINED = 6;
/** Longer ones are not mutated, nor sent in pieces. */
const LONG_BYTES = 100_000;
/** A head near the limits, 16 KiB and about a hundred headers, is taken or not. */
const LONG_HEAD_BYTES = 15_000;
const MANY_HEADERS = 90;

export function makeRequest(seed: number, index: number): BrokenRequest {
  const draw = new Draw(seed, index);
  const parts = draw.perMille(60) ? pipeline(draw) : [partOf(brokenDraft(draw), draw)];
  const bytes = parts.reduce((sum, part) => sum + part.bytes.length, 0);
  return {
    index,
    parts,
    ending: endingOf(draw, parts, bytes),
    pieces: draw.perMille(40) && bytes <= LONG_BYTES ? 2 + draw.below(6) : 1,
  };
}

/** Sound ones, and the last maybe not: what is behind a broken one has no meaning. */
function pipeline(draw: Draw): Part[] {
  const count = 1 + draw.below(MOST_PIPELINED - 1);
  const sound = Array.from({ length: count }, () => plainPart(soundDraft(draw)));
  return [...sound, partOf(brokenDraft(draw), draw)];
}

function brokenDraft(draw: Draw): Draft {
  const draft = soundDraft(draw);
  if (draft.body !== undefined && draw.perMille(250)) draft.frame = inChunks(draw);
  // One in a few is left as it is: it has to be served among the others.
  for (let n = draw.pick([0, 1, 1, 1, 1, 2]); n > 0; n--) spoil(draft, draw);
  return draft;
}

function spoil(draft: Draft, draw: Draw): void {
  const hasBody = draft.body !== undefined && draft.body.length > 0;
  const faults = hasBody ? draw.pick([HEAD_FAULTS, BODY_FAULTS, FRAME_FAULTS]) : HEAD_FAULTS;
  const fault = draw.pick(faults);
  fault(draft, draw);
  draft.name.push(fault.name);
}

function partOf(draft: Draft, draw: Draw): Part {
  const part = plainPart(draft);
  if (part.bytes.length > LONG_BYTES || !draw.perMille(150)) return part;
  const bytes = mutate(part.bytes, part.tokens, draw);
  const isHead = bytes.subarray(0, 5).equals(Buffer.from('HEAD '));
  return { ...part, name: `${part.name}, mutated`, bytes, isHead, ...ANYTHING };
}

function plainPart(draft: Draft): Part {
  const { name, method, tokens, refusals, library, silent } = draft;
  const bytes = bytesOf(draft);
  const isLong = bytes.indexOf('\r\n\r\n') > LONG_HEAD_BYTES || draft.headers.length > MANY_HEADERS;
  const isNearLimit = isLong && !refusals.has(431);
  const refused = refusals.size > 0;
  return {
    name: name.join(', '),
    bytes,
    isHead: method === 'HEAD',
    tokens,
    statuses: refused ? refusals : new Set(draft.sound),
    library,
    silent,
    refused,
    ...((draft.unsure || isNearLimit) && ANYTHING),
  };
}

/** What may come of bytes of which nobody can say what they mean. */
const ANYTHING = { statuses: undefined, library: true, silent: true, refused: false };

/** Whatever is answered to it, the next request is answered too. */
function keepsConnection({ statuses, library, silent, bytes }: Part): boolean {
  const asksToClose = /^connection: close/im.test(bytes.toString('latin1'));
  return statuses !== undefined && !library && !silent && !asksToClose;
}

function endingOf(draw: Draw, parts: readonly Part[], bytes: number): Ending {
  const resets = draw.perMille(500);
  const cut = draw.below(Math.max(1, bytes - 2));
  const share = draw.below(1000);
  if (share < 80) return { kind: 'leaves', after: cut, resets };
  if (share < 120) return { kind: 'leaves', after: bytes, resets };
  if (share < 140) return { kind: 'half-open' };
  if (share < 145) return { kind: 'deaf' };
  if (share < 145 + STAYING) return { kind: 'stays', after: draw.perMille(700) ? cut : bytes };
  if (share < 220 && parts.length === 1 && parts.every(keepsConnection)) return { kind: 'goes-on' };
  return { kind: 'answered', resets };
}
