/**
 * The grammar of rules as a schema, for the description of the API. What decides is the reader of rules
 * (`engine/rule-parse.ts`), which knows types and names each fault; a test holds the two together.
 */
import { z } from 'zod';
import { AGGREGATES, OPERATORS } from '../../engine/index.ts';

const name = z.string().exactOptional().describe('Any node may carry one');
const duration = z.string().describe('ISO 8601: PT2H, P7D, P3M, P1Y');
const op = z.enum(OPERATORS);
const value = z
  .unknown()
  .describe('By operator: a value, an array of values, [low, high], a duration');
const ignore_case = z.boolean().exactOptional();
const instant = z.union([
  z.string().describe('RFC 3339, YYYY-MM-DD, now or today'),
  z.int().describe('Milliseconds since the epoch'),
  z.strictObject({ ago: duration }),
  z.strictObject({ ahead: duration }),
]);
const unit = z.enum(['day', 'week', 'month', 'quarter', 'year']);

const within = z
  .union([
    z.strictObject({ last: duration }),
    z.strictObject({ from: instant.exactOptional(), to: instant.exactOptional() }),
    z.strictObject({ current: unit }),
    z.strictObject({ previous: unit }),
  ])
  .meta({ id: 'Window', description: 'Which events count, by their time; without one, all' });

const event = z
  .union([z.string(), z.array(z.string())])
  .describe('A type, a prefix with *, * for all, or several of these');

const where = z
  .union([
    z.strictObject({
      attr: z.string(),
      op,
      value: value.exactOptional(),
      ignore_case,
      name,
    }),
    z.strictObject({
      get all() {
        return z.array(where);
      },
      name,
    }),
    z.strictObject({
      get any() {
        return z.array(where);
      },
      name,
    }),
    z.strictObject({
      get none() {
        return z.array(where);
      },
      name,
    }),
    z.strictObject({
      get not() {
        return where;
      },
      name,
    }),
  ])
  .meta({ id: 'Where', description: 'A rule over the attributes of one event' }) as z.ZodType;

const step = z.union([
  z.strictObject({
    event,
    where: where.exactOptional(),
    gap: duration.exactOptional(),
    name,
  }),
  z.strictObject({
    not: z.strictObject({ event, where: where.exactOptional(), name }),
    gap: duration.exactOptional(),
    name,
  }),
]);

export const ruleSchema: z.ZodType = z
  .union([
    z.strictObject({
      get all() {
        return z.array(ruleSchema);
      },
      name,
    }),
    z.strictObject({
      get any() {
        return z.array(ruleSchema);
      },
      name,
    }),
    z.strictObject({
      get none() {
        return z.array(ruleSchema);
      },
      name,
    }),
    z.strictObject({
      get not() {
        return ruleSchema;
      },
      name,
    }),
    z.strictObject({ field: z.string(), op, value: value.exactOptional(), ignore_case, name }),
    z.strictObject({
      event,
      where: where.exactOptional(),
      within: within.exactOptional(),
      aggregate: z.enum(AGGREGATES).exactOptional(),
      of: z.string().exactOptional(),
      op: op.exactOptional(),
      value: value.exactOptional(),
      ignore_case,
      name,
    }),
    z.strictObject({
      sequence: z.array(step).min(1).max(8),
      within: within.exactOptional(),
      name,
    }),
    z.strictObject({ segment: z.string(), name }),
    z.strictObject({ group: z.string(), name }),
    z.strictObject({ contacts: z.array(z.string()), name }),
    z.strictObject({ reachable: z.string(), name }),
    z.strictObject({
      sample: z.strictObject({ seed: z.string(), from: z.number(), to: z.number() }),
      name,
    }),
  ])
  .meta({
    id: 'Rule',
    description: 'Who is selected: logic over conditions on fields and events, and references',
  });
