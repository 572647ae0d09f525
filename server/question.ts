/**
 * From a question as it came to canonical rules: reads the rule, holds it against what exists,
 * settles its time zone, its moment and its channel.
 */
import {
  and,
  Canonicalizer,
  type CanonicalRule,
  checkRule,
  type Definitions,
  err,
  type Issue,
  isTimeZone,
  type Millis,
  ok,
  parseRule,
  type Result,
  type Rule,
  type Schema,
} from '../engine/index.ts';
import type { Failure, Question, SegmentQuestion } from './service.ts';

export type ResolvedQuestion = {
  readonly rule: Rule;
  readonly zone: string;
  readonly at: Millis;
  /** The moment is now, not one that was asked for. */
  readonly isNow: boolean;
  readonly maxRows: number | undefined;
  /** What the rule selects, whoever can be reached. */
  readonly matched: CanonicalRule;
  /** With a channel: the part that it reaches. */
  readonly reached: CanonicalRule | undefined;
};

export const DEFAULT_TIMEZONE = 'UTC';

type Saved = {
  readonly schema: Schema;
  readonly definitions: Definitions;
  readonly canonicalizer: Canonicalizer;
};

export function resolveQuestion(
  question: Question | SegmentQuestion,
  { schema, definitions, canonicalizer }: Saved,
  now: Millis,
): Result<ResolvedQuestion, Failure> {
  const { channel } = question;
  if (channel !== undefined && !definitions.channels.has(channel)) {
    return invalid([{ path: '/channel', message: 'there is no such channel' }]);
  }
  const asked =
    'segment' in question
      ? savedRule(question.segment, definitions)
      : givenRule(question, schema, definitions);
  if (!asked.ok) return asked;
  const { rule, zone } = asked.value;
  const matched = canonicalizer.convert(rule, zone);
  const reached =
    channel === undefined
      ? undefined
      : and([matched, canonicalizer.convert({ kind: 'reachable', channel, path: '' }, zone)]);
  const isNow = question.at === undefined;
  const { at = now, maxRows } = question;
  return ok({ rule, zone, at, isNow, maxRows, matched, reached });
}

/** Good for as long as the definitions stay what they are. */
export function canonicalizerOf(definitions: Definitions): Canonicalizer {
  return new Canonicalizer({
    segment: (id) => {
      const segment = definitions.segments.get(id);
      if (segment === undefined) throw new Error(`assertion failed: segment ${id} exists`);
      return { rule: segment.parsed, zone: segment.timezone };
    },
    channel: (name) => {
      const channel = definitions.channels.get(name);
      if (channel === undefined) throw new Error(`assertion failed: channel ${name} exists`);
      return channel.parsed;
    },
  });
}

/** Reads and checks a rule from outside; faults are below `/rule`. */
export function readRule(
  json: unknown,
  schema: Schema,
  definitions: Definitions,
): Result<Rule, Failure> {
  const rule = parseRule(json);
  if (!rule.ok) return invalid(below('/rule', rule.error));
  const faults = checkSaved(rule.value, schema, definitions);
  return faults.length === 0 ? rule : invalid(below('/rule', faults));
}

/** What is wrong with a rule as things are now. */
export function checkSaved(rule: Rule, schema: Schema, definitions: Definitions): readonly Issue[] {
  return checkRule(rule, schema, {
    hasSegment: (id) => definitions.segments.has(id),
    hasGroup: (id) => definitions.groups.has(id),
    hasChannel: (name) => definitions.channels.has(name),
  });
}

export function timezoneFault(timezone: string | undefined): readonly Issue[] {
  if (timezone === undefined || isTimeZone(timezone)) return [];
  return [{ path: '/timezone', message: 'expected the IANA name of a time zone' }];
}

export function invalid(errors: readonly Issue[]): { readonly ok: false; readonly error: Failure } {
  return err({ kind: 'invalid', errors });
}

/** The same of something that is a part of what was asked; its faults are below that. */
export function under(path: string, failure: Failure): Failure {
  if (failure.kind === 'not-found') return { ...failure, path };
  if (failure.kind !== 'invalid') return failure;
  return {
    kind: 'invalid',
    errors: failure.errors.map((issue) => ({ ...issue, path: path + issue.path })),
  };
}

function savedRule(
  id: string,
  definitions: Definitions,
): Result<{ readonly rule: Rule; readonly zone: string }, Failure> {
  const segment = definitions.segments.get(id);
  if (segment === undefined) return err({ kind: 'not-found', message: 'there is no such segment' });
  return ok({ rule: segment.parsed, zone: segment.timezone });
}

function givenRule(
  { rule: json, timezone }: Question,
  schema: Schema,
  definitions: Definitions,
): Result<{ readonly rule: Rule; readonly zone: string }, Failure> {
  const faults = timezoneFault(timezone);
  if (faults.length > 0) return invalid(faults);
  const rule = readRule(json, schema, definitions);
  if (!rule.ok) return rule;
  return ok({ rule: rule.value, zone: timezone ?? DEFAULT_TIMEZONE });
}

function below(path: string, issues: readonly Issue[]): readonly Issue[] {
  return issues.map((issue) => ({ path: path + issue.path, message: issue.message }));
}
