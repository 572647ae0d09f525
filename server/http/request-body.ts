/**
 * The envelopes of requests. What is inside `rule` is left to the engine; the fields of contacts
 * and the attributes of events have no envelope at all, since any text may be a name there.
 */
import { z } from 'zod';
import { parseInstant, VALUE_TYPES } from '../../engine/index.ts';
import { LIMITS } from './limits.ts';
import { MAX_ORDINAL } from './request-query.ts';

const text = z.string().refine((value) => value.isWellFormed(), 'the text has a lone surrogate');
const texts = z.array(z.string());
/** Read by the engine, which knows its grammar; the schema tells of it. */
const rule = z.unknown().meta({ id: 'Rule' });
const wholeNumber = z.int().min(0, 'expected 0 or more');

const instant = z
  .unknown()
  .transform((value, context) => {
    const parsed = parseInstant(value);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.error });
    return z.NEVER;
  })
  .meta({
    type: ['string', 'integer'],
    description: 'RFC 3339 with an offset, or milliseconds since the epoch',
  });

const question = z.strictObject({
  rule,
  timezone: z.string().exactOptional(),
  at: instant.exactOptional(),
  channel: z.string().exactOptional(),
});

export const countBody = question.extend({ breakdown: z.boolean().exactOptional() });

const fieldList = texts.max(LIMITS.requestedFields, `at most ${LIMITS.requestedFields} names`);

/** A body of `/v1/count` is taken as it is; recipients have no breakdown. */
export const recipientsBody = countBody.extend({
  fields: fieldList.exactOptional(),
  limit: wholeNumber.exactOptional(),
  after: wholeNumber.max(MAX_ORDINAL, `expected at most ${MAX_ORDINAL}`).exactOptional(),
});

/** A rule, or a saved segment, which has its own time zone, in its place. */
const ruleOrSegment = question.extend({
  rule: rule.optional(),
  segment: z.string().exactOptional(),
});

type RuleOrSegment = {
  readonly rule?: unknown;
  readonly segment?: string | undefined;
  readonly timezone?: string | undefined;
};

/** Which of the two it is; a fault, when it is both or neither. */
function asked(
  { rule, segment, timezone }: RuleOrSegment,
  context: z.RefinementCtx,
): { readonly segment: string } | { readonly rule: unknown; readonly timezone?: string } {
  const fault = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (segment === undefined) {
    if (rule === undefined) fault('rule', 'a rule or a segment is required');
    return { rule, ...(timezone !== undefined && { timezone }) };
  }
  if (rule !== undefined) fault('segment', 'a rule and a segment are given');
  if (timezone !== undefined) fault('timezone', 'a segment has its own time zone');
  return { segment };
}

export const explainBody = ruleOrSegment
  .extend({ contact: z.string().exactOptional() })
  .transform(({ rule, segment, timezone, contact, ...moment }, context) => ({
    question: { ...asked({ rule, segment, timezone }, context), ...moment },
    contact,
  }));

const wholeLimit = (most: number) =>
  wholeNumber.max(most, `expected at most ${most}`).exactOptional();

export const overlapBody = z.strictObject({
  segments: texts.min(1, 'no segments'),
  at: instant.exactOptional(),
  regions: z.boolean().exactOptional(),
});

const oneCount = ruleOrSegment.transform(({ rule, segment, timezone, ...moment }, context) => ({
  ...asked({ rule, segment, timezone }, context),
  ...moment,
}));

export const countsBody = z.strictObject({
  questions: z
    .array(oneCount)
    .min(1, 'no questions')
    .max(LIMITS.countedQuestions, `at most ${LIMITS.countedQuestions} questions`),
});

const side = z
  .strictObject({
    rule: rule.optional(),
    timezone: z.string().exactOptional(),
    segment: z.string().exactOptional(),
  })
  .transform(asked);

export const diffBody = z.strictObject({
  before: side,
  after: side,
  at: instant.exactOptional(),
  limit: wholeLimit(LIMITS.previewMembers),
});

export const profileBody = ruleOrSegment
  .extend({ limit: wholeLimit(LIMITS.profileTraits) })
  .transform(({ rule, segment, timezone, limit, ...moment }, context) => ({
    question: { ...asked({ rule, segment, timezone }, context), ...moment },
    limit,
  }));

const audienceFields = ruleOrSegment.extend({
  channel: z.string(),
  exclude: texts.exactOptional(),
});

export const audienceBody = audienceFields.transform(
  ({ channel, exclude = [], at, ...either }, context) => ({
    asked: { ...asked(either, context), ...(at !== undefined && { at }) },
    channel,
    exclude,
  }),
);

export const audienceRecipientsBody = audienceFields
  .extend({
    step: wholeNumber.exactOptional(),
    fields: fieldList.exactOptional(),
    limit: wholeNumber.exactOptional(),
    after: wholeNumber.max(MAX_ORDINAL, `expected at most ${MAX_ORDINAL}`).exactOptional(),
  })
  .transform(({ channel, exclude = [], at, step, fields, limit, after, ...either }, context) => ({
    audience: {
      asked: { ...asked(either, context), ...(at !== undefined && { at }) },
      channel,
      exclude,
    },
    step,
    fields,
    limit,
    after,
  }));

export const previewBody = question.extend({
  limit: wholeNumber
    .max(LIMITS.previewMembers, `expected at most ${LIMITS.previewMembers}`)
    .exactOptional(),
});

export const segmentBody = z.strictObject({
  name: text
    .min(1, 'the name is empty')
    .max(LIMITS.titleUnits, `longer than ${LIMITS.titleUnits} characters`),
  description: text
    .max(LIMITS.descriptionUnits, `longer than ${LIMITS.descriptionUnits} characters`)
    .exactOptional(),
  rule,
  timezone: z.string().exactOptional(),
});

export const freezeBody = z.strictObject({ group: z.string() });

export const restoreBody = z.strictObject({ version: z.string() });

export const groupBody = z.strictObject({
  name: text.max(LIMITS.titleUnits, `longer than ${LIMITS.titleUnits} characters`).exactOptional(),
  contacts: texts,
});

export const membersBody = z.strictObject({
  add: texts.exactOptional(),
  remove: texts.exactOptional(),
});

export const channelBody = z.strictObject({ rule });

export const typeBody = z.strictObject({ type: z.enum(VALUE_TYPES) });
