/** What each question takes after the `?`. Values are texts as they stand in the URL. */
import { z } from 'zod';
import { parseInstant } from '../../engine/index.ts';
import { LIMITS } from './limits.ts';

export const MAX_ORDINAL = 0xffff_ffff;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

function wholeNumber(max: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().max(max, `expected at most ${max}`));
}

/**
 * RFC 3339 or integer milliseconds. A space stands for the `+` of an offset that was not encoded:
 * no instant holds a space.
 */
const instant = z.string().transform((text, context) => {
  const plain = text.replaceAll(' ', '+');
  const parsed = parseInstant(/^-?\d+$/.test(plain) ? Number(plain) : plain);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.error });
  return z.NEVER;
});

/** Repeated or separated by commas, or both; an empty value is no name. */
const fieldNames = z
  .array(z.string())
  .transform((values) => values.flatMap((value) => (value === '' ? [] : value.split(','))))
  .pipe(
    z
      .array(z.string().min(1, 'a field name is empty'))
      .max(LIMITS.requestedFields, `at most ${LIMITS.requestedFields} names`),
  );

export const noQuery = z.strictObject({});

/** Every question may wait for a position. */
export const askingQuery = z.strictObject({
  min_position: wholeNumber(Number.MAX_SAFE_INTEGER).exactOptional(),
});

export const bulkQuery = z.strictObject({ strict: flag.exactOptional() });

export const countQuery = askingQuery.extend({
  at: instant.exactOptional(),
  channel: z.string().exactOptional(),
});

export const segmentRecipientsQuery = countQuery.extend({
  fields: fieldNames.exactOptional(),
  limit: wholeNumber(MAX_ORDINAL).exactOptional(),
  after: wholeNumber(MAX_ORDINAL).exactOptional(),
  safe: flag.exactOptional(),
});

/** The rest of the question is in the body. */
export const recipientsQuery = askingQuery.extend({ safe: flag.exactOptional() });

export const resolveQuery = recipientsQuery.extend({ fields: fieldNames.exactOptional() });

export const contactQuery = askingQuery.extend({
  segments: flag.exactOptional(),
  events: wholeNumber(LIMITS.contactEvents).exactOptional(),
});

export const auditQuery = askingQuery.extend({
  limit: wholeNumber(LIMITS.auditEntries).exactOptional(),
  before: wholeNumber(Number.MAX_SAFE_INTEGER).exactOptional(),
  kind: z.enum(['segment', 'group', 'channel', 'field', 'attribute']).exactOptional(),
  id: z.string().exactOptional(),
});
