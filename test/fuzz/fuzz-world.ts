/**
 * Random worlds: what is declared, written, deleted and defined, in order, and what comes after
 * the first questions.
 *
 * Definitions refer only to what was defined before them, so there is no cycle: first a channel
 * that may take the place of a default, then segments and a channel of its own in between.
 */
import fc from 'fast-check';

import type { Plan, Retyping, Setting } from './fuzz-plan.ts';
import { shape, weighted } from './fuzz-pool.ts';
import {
  BUILT_IN_CHANNELS,
  definitionArbitrary,
  type References,
  timezoneArbitrary,
} from './fuzz-rule.ts';
import {
  badContactArbitrary,
  badGhostArbitrary,
  contactArbitrary,
  dataStepArbitrary,
  groupStep,
  type Step,
  seedingSteps,
  settlingSteps,
} from './fuzz-step.ts';

export type World = {
  /** Arrival of the first step; every later step arrives `STEP_INTERVAL` after the one before. */
  readonly start: number;
  /** Before any question. */
  readonly steps: readonly Step[];
  /** Between the first questions and the next. */
  readonly later: readonly Step[];
};

const DAY = 86_400_000;
/** Keeps all arrivals of a world within the 30 days for which an event id is remembered. */
export const STEP_INTERVAL = 1_800_000;
const MAX_STEPS = 350;
const MAX_LATER_STEPS = 40;

const OWN_CHANNEL = 'letter';
const CHANNELS = [...BUILT_IN_CHANNELS, OWN_CHANNEL];
const SEGMENTS = ['s1', 's2', '__proto__'] as const;

/** What the definitions of every world leave behind; its own channel is drawn more often. */
export const ALL_REFERENCES: References = {
  segments: SEGMENTS,
  channels: [...CHANNELS, OWN_CHANNEL],
};

/** What each definition may refer to. */
const SEGMENT_REFERENCES: readonly References[] = [
  { segments: [], channels: BUILT_IN_CHANNELS },
  { segments: ['s1'], channels: CHANNELS },
  { segments: ['s1', 's2'], channels: CHANNELS },
];

function segmentStep(plan: Plan, index: number): fc.Arbitrary<Step> {
  const references = SEGMENT_REFERENCES[index] as References;
  return fc
    .tuple(definitionArbitrary(plan, references), timezoneArbitrary(plan))
    .map(([rule, timezone]) => ({
      do: 'put-segment',
      id: SEGMENTS[index] as string,
      rule,
      ...timezone,
    }));
}

function channelStep(plan: Plan, name: string, references: References): fc.Arbitrary<Step> {
  return definitionArbitrary(plan, references).map((rule) => ({
    do: 'put-channel',
    name,
    rule,
  }));
}

function definitionSteps(plan: Plan): fc.Arbitrary<Step[]> {
  const replaced = channelStep(plan, 'sms', { segments: [], channels: [] });
  const own = channelStep(plan, OWN_CHANNEL, { segments: ['s1'], channels: BUILT_IN_CHANNELS });
  return fc
    .tuple(
      weighted<Step[]>([1, replaced.map((step) => [step])], [2, fc.constant([])]),
      segmentStep(plan, 0),
      own,
      segmentStep(plan, 1),
      segmentStep(plan, 2),
    )
    .map(([channels, ...steps]) => [...channels, ...steps]);
}

function retypingSteps(retypings: readonly Retyping[]): Step[] {
  return retypings.flatMap(({ event, name, type }): Step[] => {
    if (event === undefined) {
      const dropped: Step = { do: 'drop-field', name };
      return type ? [dropped, { do: 'declare-field', name, type }] : [dropped];
    }
    const dropped: Step = { do: 'drop-attribute', event, name };
    return type ? [dropped, { do: 'declare-attribute', event, name, type }] : [dropped];
  });
}

/** Many values for most contacts; each step can shrink away. */
function populationSteps(plan: Plan): fc.Arbitrary<Step[]> {
  const steps = plan.ids.map((id) => {
    const filled = contactArbitrary(plan, fc.constant(id), Math.ceil(plan.fields.length / 2));
    return fc.option(filled, { nil: undefined, freq: 10 });
  });
  return fc.tuple(...steps).map((drawn) => drawn.filter((step) => step !== undefined));
}

export function worldArbitrary(setting: Setting): fc.Arbitrary<World> {
  const { before, retypings, after } = setting;
  const upTo = (maxLength: number, step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
    fc.array(step, { maxLength, size: 'max' });
  const settled = weighted([20, dataStepArbitrary(after)], [1, badGhostArbitrary(after)]);
  const redefined = fc.nat(SEGMENTS.length - 1).chain((index) => segmentStep(after, index));
  type Part = 'bad' | 'population' | 'data' | 'groups' | 'defined' | 'more' | 'later';
  return shape<Record<Part, Step[]>>({
    bad: upTo(2, badContactArbitrary(before)),
    population: populationSteps(before),
    data: upTo(MAX_STEPS, dataStepArbitrary(before)),
    groups: upTo(3, groupStep(before)),
    defined: definitionSteps(before),
    more: upTo(MAX_LATER_STEPS, settled),
    later: upTo(MAX_LATER_STEPS, weighted([20, settled], [1, redefined])),
  }).map((drawn) => ({
    start: before.era.anchor - DAY,
    steps: [
      ...seedingSteps(before),
      ...drawn.bad,
      ...drawn.population,
      ...drawn.data,
      ...settlingSteps(before),
      ...drawn.groups,
      ...drawn.defined,
      ...retypingSteps(retypings),
      ...drawn.more,
    ],
    later: drawn.later,
  }));
}
