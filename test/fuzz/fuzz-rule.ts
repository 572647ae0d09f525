/**
 * Random rules over the whole grammar of SPEC section 2, valid in a plan with its definitions.
 *
 * Most are one condition or a small group, because deep groups soon hold nobody or everyone; the
 * deepest have six levels.
 */
import fc from 'fast-check';

import type { FieldRule, ReferenceRule, Rule } from '../oracle/oracle-json.ts';
import { placeOf } from '../oracle/oracle-sample.ts';
import { comparisonArbitrary } from './fuzz-comparison.ts';
import { calendarRuleArbitrary, eventRuleArbitrary, sequenceArbitrary } from './fuzz-event-rule.ts';
import { type Plan, UNKNOWN_NAMES } from './fuzz-plan.ts';
import {
  momentArbitrary,
  named,
  shape,
  spelledArbitrary,
  TIMEZONES,
  weighted,
} from './fuzz-pool.ts';
import { GROUPS } from './fuzz-step.ts';

/** What a rule may name. */
export type References = {
  readonly segments: readonly string[];
  readonly channels: readonly string[];
};

export const BUILT_IN_CHANNELS = ['email', 'sms', 'push'];

const MAX_DEPTH = 6;
const DEFINITION_DEPTH = 3;

function fieldRule(plan: Plan): fc.Arbitrary<FieldRule> {
  const known = fc
    .constantFrom(...plan.fields)
    .chain(({ name, type }) => fieldOf(plan, name, type));
  const types = plan.fields.map(({ type }) => type);
  const unknown = fc
    .tuple(fc.constantFrom(...UNKNOWN_NAMES), fc.constantFrom(...types))
    .chain(([name, type]) => fieldOf(plan, name, type));
  return weighted([20, known], [1, unknown]);
}

function fieldOf(
  plan: Plan,
  name: string,
  type: Plan['fields'][number]['type'],
): fc.Arbitrary<FieldRule> {
  return fc
    .tuple(spelledArbitrary(name), comparisonArbitrary(plan, type))
    .map(([field, comparison]) => ({ field, ...comparison }));
}

function referenceRule(plan: Plan, references: References): fc.Arbitrary<ReferenceRule> {
  const { segments, channels } = references;
  const contacts = fc.subarray([...plan.ids, 'missing']).map((chosen) => ({ contacts: chosen }));
  const kinds: fc.Arbitrary<ReferenceRule>[] = [
    fc.constantFrom(...GROUPS).map((group) => ({ group })),
    contacts,
    sampleRule(plan),
  ];
  if (channels.length > 0) {
    kinds.push(fc.constantFrom(...channels).map((reachable) => ({ reachable })));
  }
  if (segments.length > 0) {
    kinds.push(fc.constantFrom(...segments).map((segment) => ({ segment })));
  }
  return fc.oneof(...kinds);
}

const MAX_PLACE = 10_000;

/** Bounds in hundredths of a percent, apart; often right at the place of a contact. */
function sampleRule(plan: Plan): fc.Arbitrary<ReferenceRule> {
  return fc.constantFrom('seed', 'a', 'Łódź 😀', 'abcd').chain((seed) => {
    const places = plan.ids.map((id) => Math.round(placeOf(id, seed) * 100));
    const bound = fc.oneof(fc.nat(MAX_PLACE), fc.constantFrom(0, MAX_PLACE, ...places));
    return fc.tuple(bound, bound).map(([a, b]) => {
      const from = Math.min(a, b, MAX_PLACE - 1);
      const to = Math.max(a, b, from + 1);
      return { sample: { seed, from: from / 100, to: to / 100 } };
    });
  });
}

function groupRule(child: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> {
  const small = fc.array(child, { minLength: 1, maxLength: 2, size: 'max' });
  const wide = fc.array(child, { minLength: 0, maxLength: 5, size: 'max' });
  const children = weighted<Rule[]>([5, small], [1, wide]);
  return weighted<Rule>(
    [4, children.map((all) => ({ all }))],
    [4, children.map((any) => ({ any }))],
    [2, children.map((none) => ({ none }))],
    [2, child.map((not) => ({ not }))],
  );
}

/** Rules of up to `depth` levels of groups. */
function ruleArbitrary(
  plan: Plan,
  references: References,
  depth: number = MAX_DEPTH,
): fc.Arbitrary<Rule> {
  const leaf: fc.Arbitrary<Rule> = weighted<Rule>(
    [8, fieldRule(plan)],
    [8, eventRuleArbitrary(plan)],
    [3, sequenceArbitrary(plan)],
    [3, referenceRule(plan, references)],
  );
  let rule = named(leaf);
  for (let level = 1; level < depth; level++) {
    rule = named(weighted([level === depth - 1 ? 1 : 2, leaf], [1, groupRule(rule)]));
  }
  return rule;
}

/** What segments and channels are defined as: often something that their time zone decides. */
export function definitionArbitrary(plan: Plan, references: References): fc.Arbitrary<Rule> {
  return weighted<Rule>(
    [2, ruleArbitrary(plan, references, DEFINITION_DEPTH)],
    [1, calendarRuleArbitrary(plan)],
  );
}

/** A question, and a second moment at which it is asked again after more has happened. */
export type Query = {
  readonly rule: Rule;
  readonly at: number;
  readonly later: number;
  readonly timezone?: string;
};

export function timezoneArbitrary(plan: Plan): fc.Arbitrary<{ timezone?: string }> {
  return weighted<{ timezone?: string }>(
    [3, fc.constant({ timezone: plan.era.timezone })],
    [2, fc.constant({})],
    [2, fc.constantFrom(...TIMEZONES).map((timezone) => ({ timezone }))],
  );
}

/** Mostly not before the anchor, when much has happened. */
function askedMoment(plan: Plan): fc.Arbitrary<number> {
  const { anchor, moments } = plan.era;
  return weighted(
    [1, fc.constantFrom(...moments.filter((moment) => moment >= anchor))],
    [1, momentArbitrary(plan.era)],
  );
}

export function queryArbitrary(plan: Plan, references: References): fc.Arbitrary<Query> {
  const moment = askedMoment(plan);
  return fc
    .tuple(
      shape<{ rule: Rule; at: number }>({ rule: ruleArbitrary(plan, references), at: moment }),
      weighted<number | undefined>([1, fc.constant(undefined)], [2, moment]),
      timezoneArbitrary(plan),
    )
    .map(([asked, later, timezone]) => ({ ...asked, later: later ?? asked.at, ...timezone }));
}
