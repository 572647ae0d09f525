/**
 * Every bound on what a request may be; each has its own error. The bounds of rules and values are
 * the engine's (`engine/rule-limits.ts`), that of a breakdown is with it (`breakdown.ts`), and those of
 * the writes that may wait are with the writer's queue (`write-room.ts`: 503 with `Retry-After`;
 * `refusal-pace.ts` says when).
 *
 * | limit | beyond it |
 * |---|---|
 * | `headerBytes` | 431, connection closed, before any handler runs |
 * | `bodyBytes` | 413; counted while the body arrives and again while it is unpacked |
 * | `bodiesBytes` | 503 with `Retry-After`, before the body is read where its length says so: bytes of all bodies that are arriving, unpacked or waiting for their answers; a quarter is kept for bodies up to 64 KiB (`body-room.ts`) |
 * | `bodyDepth` | 400: arrays and objects inside each other |
 * | `bodyValues` | 413: all values in one body, so that few bytes cannot become much memory |
 * | `batchItems` | 413: items of one bulk write |
 * | `resolveOrdinals` | 413: ordinals of one `resolve` |
 * | `countedQuestions` | 400: questions of one `counts` |
 * | `requestedFields` | 400: names in `fields` |
 * | `previewMembers` | 400: `limit` of a preview; also its default |
 * | `profileTraits` | 400: `limit` of a profile; also its default |
 * | `auditEntries` | 400: `limit` of the audit; also its default |
 * | `contactEvents` | 400: `events` of a contact look-up |
 * | `exportsAtOnce` | 429 with `Retry-After`: lists of recipients and contacts whose answers are not out yet, each of which is held as a whole |
 * | `leastBodyBytesPerS`, `leastAnswerBytesPerS` | connection closed: a body that arrives, or an answer that is taken, more slowly than that, over a span of `slowSpanMs` |
 * | `answerMs` | 503 with `Retry-After`: from the end of the body until there is an answer |
 * | `titleUnits`, `descriptionUnits` | 400: UTF-16 units of the name and description of a segment |
 * | `errorsListed` | not an error: further faults of one request are counted, not listed |
 */
import { assert, MAX_RULE_LEVELS } from '../../engine/index.ts';

export type Limits = {
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly bodiesBytes: number;
  readonly bodyDepth: number;
  readonly bodyValues: number;
  readonly batchItems: number;
  readonly resolveOrdinals: number;
  readonly countedQuestions: number;
  readonly requestedFields: number;
  readonly previewMembers: number;
  readonly profileTraits: number;
  readonly auditEntries: number;
  readonly contactEvents: number;
  readonly exportsAtOnce: number;
  readonly leastBodyBytesPerS: number;
  readonly leastAnswerBytesPerS: number;
  readonly slowSpanMs: number;
  readonly answerMs: number;
  readonly titleUnits: number;
  readonly descriptionUnits: number;
  readonly errorsListed: number;
};

export const LIMITS: Limits = {
  headerBytes: 16 * 1024,
  bodyBytes: 16 * 1024 * 1024,
  bodiesBytes: 128 * 1024 * 1024,
  bodyDepth: 512,
  bodyValues: 2_000_000,
  batchItems: 50_000,
  resolveOrdinals: 100_000,
  countedQuestions: 500,
  requestedFields: 1000,
  previewMembers: 100,
  profileTraits: 100,
  auditEntries: 1000,
  contactEvents: 1000,
  exportsAtOnce: 16,
  leastBodyBytesPerS: 1024,
  leastAnswerBytesPerS: 16 * 1024,
  slowSpanMs: 30_000,
  answerMs: 120_000,
  titleUnits: 256,
  descriptionUnits: 10_000,
  errorsListed: 100,
};

// A level of a rule is two levels of JSON (an object in an array), and the conditions of a
// `where` nest as deep again: a rule that is too deep must be refused as a rule, with its path.
assert(LIMITS.bodyDepth > 4 * MAX_RULE_LEVELS + 8, 'bodyDepth leaves room for the deepest rule');
// Packed and unpacked.
assert(
  LIMITS.bodiesBytes >= 4 * LIMITS.bodyBytes,
  'there is room for the largest body, also packed',
);
assert(LIMITS.resolveOrdinals <= LIMITS.bodyValues, 'a resolve body may hold all its ordinals');
assert(LIMITS.resolveOrdinals * 4 <= LIMITS.bodyBytes, 'a resolve body may hold all its ordinals');
assert(LIMITS.batchItems <= LIMITS.bodyValues, 'a batch may hold all its items');
