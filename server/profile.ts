/**
 * What sets a segment apart from everyone: how often its contacts have each common value and each
 * event, next to how often all contacts do.
 *
 * Ordered by how much the difference says, by the log-likelihood ratio of Dunning, "Accurate methods
 * for the statistics of surprise and coincidence", Computational Linguistics 19(1), 1993: a lift of
 * ten among three contacts says little, one of two among thousands a lot.
 */
import { and, type CanonicalRule, fold, ok, type ValueType } from '../engine/index.ts';
import type { Asker, Moment } from './asker.ts';
import type {
  Answer,
  Catalog,
  ProfileAnswer,
  ProfileTrait,
  Question,
  SegmentQuestion,
} from './service.ts';

/** Rules counted in one question: others come in between two. */
const RULES_AT_ONCE = 128;

type Trait = {
  readonly of: Omit<ProfileTrait, 'count' | 'share' | 'everyone' | 'lift'>;
  readonly rule: CanonicalRule;
};

export async function profile(
  asker: Asker,
  question: Question | SegmentQuestion,
  { limit }: { readonly limit: number },
): Answer<ProfileAnswer> {
  const resolved = asker.resolve(question);
  if (!resolved.ok) return resolved;
  const { at, isNow, maxRows, matched, reached } = resolved.value;
  const rule = reached ?? matched;
  const moment: Moment = { at, isNow, maxRows };
  const traits = traitsOf(await asker.catalog());
  const found: { readonly trait: ProfileTrait; readonly score: number }[] = [];
  const whole = await asker.count(moment, [rule]);
  if (!whole.ok) return whole;
  for (let next = 0; next < traits.length; next += RULES_AT_ONCE / 2) {
    const part = traits.slice(next, next + RULES_AT_ONCE / 2);
    const counted = await asker.count(moment, [
      rule,
      ...part.flatMap((trait) => [trait.rule, and([rule, trait.rule])]),
    ]);
    if (!counted.ok) return counted;
    const { counts, total } = counted.value;
    const size = counts[0] as number;
    for (const [i, { of }] of part.entries()) {
      const everyone = counts[1 + 2 * i] as number;
      const count = counts[2 + 2 * i] as number;
      if (count === 0 || everyone === 0) continue;
      const lift = count / size / (everyone / total);
      if (lift <= 1) continue;
      const trait = { ...of, count, share: count / size, everyone: everyone / total, lift };
      found.push({ trait, score: likelihoodRatio(count, size, everyone, total) });
    }
  }
  found.sort((a, b) => b.score - a.score);
  return ok({
    count: whole.value.counts[0] as number,
    total: whole.value.total,
    at,
    traits: found.slice(0, limit).map(({ trait }) => trait),
    ...whole.value.eventsFrom,
  });
}

function traitsOf({ fields, events }: Catalog): readonly Trait[] {
  const ofFields = fields.flatMap(({ name, type, values }): readonly Trait[] => [
    {
      of: { field: name },
      rule: fieldRule(name, type, { kind: 'exists' }),
    },
    ...values.flatMap(({ value, count }): readonly Trait[] => {
      // What one contact has says nothing of a segment.
      const test = count > 1 ? testOf(type, value) : undefined;
      return test === undefined
        ? []
        : [{ of: { field: name, value }, rule: fieldRule(name, type, test) }];
    }),
  ]);
  const ofEvents = events.map(
    ({ type }): Trait => ({
      of: { event: type },
      rule: {
        kind: 'event',
        zone: 'UTC',
        events: [{ name: fold(type), prefix: false }],
        where: { kind: 'true' },
        within: undefined,
        aggregate: 'count',
        of: undefined,
        tests: { number: { kind: 'number', ranges: [[1, Infinity]] } },
      },
    }),
  );
  return [...ofFields, ...ofEvents];
}

type FieldTest = NonNullable<Extract<CanonicalRule, { kind: 'field' }>['tests'][ValueType]>;

function fieldRule(name: string, type: ValueType, test: FieldTest): CanonicalRule {
  return { kind: 'field', field: fold(name), tests: { [type]: test }, zone: 'UTC' };
}

/** That a value is this one; undefined for numbers and times, few of which two contacts share. */
function testOf(type: ValueType, value: unknown): FieldTest | undefined {
  switch (type) {
    case 'text':
      return { kind: 'text', match: 'equals', values: [value as string], ignoreCase: false };
    case 'list':
      return { kind: 'list', match: 'any', values: [value as string], ignoreCase: false };
    case 'boolean':
      return { kind: 'boolean', value: value as boolean };
    case 'number':
    case 'date':
    case 'datetime':
      return undefined;
  }
}

/** Twice the logarithm of how much likelier two shares are than one: of `size` and of the others. */
function likelihoodRatio(count: number, size: number, everyone: number, total: number): number {
  const others = total - size;
  const othersCount = everyone - count;
  const share = everyone / total;
  return (
    2 *
    (term(count, size * share) +
      term(size - count, size * (1 - share)) +
      term(othersCount, others * share) +
      term(others - othersCount, others * (1 - share)))
  );
}

/** What a number of contacts adds that was expected to be another. */
function term(seen: number, expected: number): number {
  return seen === 0 || expected === 0 ? 0 : seen * Math.log(seen / expected);
}
