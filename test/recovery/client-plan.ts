/**
 * What several clients write to one server, drawn from a seed: each has contacts, a group, a
 * segment and a field that no other touches, so that what is there in the end does not depend on
 * whose write came first.
 */
import fc from 'fast-check';
import { type Plan, settingArbitrary } from '../fuzz/fuzz-plan.ts';
import { definitionArbitrary, queryArbitrary } from '../fuzz/fuzz-rule.ts';
import {
  dataStepArbitrary,
  GROUPS,
  type Step,
  seedingSteps,
  settlingSteps,
} from '../fuzz/fuzz-step.ts';
import { readInstant } from '../oracle/oracle-time.ts';

export type ClientPlan = {
  /** With the ids of this client only, and its own field; without the serial number of events. */
  readonly plan: Plan;
  readonly group: string | undefined;
  readonly segment: string;
  readonly ownField: string;
};

export type WorldPlan = {
  /** With the ids and fields of all clients. */
  readonly plan: Plan;
  readonly clients: readonly ClientPlan[];
  /** Declarations and definitions that everything else relies on; written by the first client. */
  readonly seeding: readonly Step[];
};

/** An attribute that no two events have in common. */
const SERIAL = 'serial number';
const LEAST_CONTACTS = 4;
/** Servers of the fault tests keep all events from then on (`busy-flags.ts`). */
const EARLIEST_MS = Date.UTC(1950, 0, 1);
const NO_REFERENCES = { segments: [], channels: [] };

export function drawWorldPlan(seed: number, clients: number): WorldPlan {
  const { before } = drawn(settingArbitrary, seed, 1)[0] as { before: Plan };
  const extra = Array.from({ length: clients * LEAST_CONTACTS }, (_, i) => `extra ${i}`);
  const ids = [...before.ids, ...extra.slice(before.ids.length)];
  const ownFields = Array.from({ length: clients }, (_, i) => `own field ${i}`);
  const numbered = before.events.map(({ type, attributes }) => ({
    type,
    attributes: [...attributes, { name: SERIAL, type: 'number', declared: true } as const],
  }));
  const planFor = (ownIds: readonly string[], own: readonly string[]): Plan => ({
    ...before,
    ids: ownIds,
    fields: [
      ...before.fields,
      ...own.map((name) => ({ name, type: 'text', declared: true }) as const),
    ],
  });
  const plan = { ...planFor(ids, ownFields), events: numbered };
  const clientPlans = ownFields.map((ownField, index) => ({
    plan: planFor(
      ids.filter((_, i) => i % clients === index),
      [ownField],
    ),
    group: GROUPS[index],
    segment: `segment ${index}`,
    ownField,
  }));
  const segments = clientPlans.flatMap((client, i) => segmentSteps(client, seed + i, 1));
  return {
    plan,
    clients: clientPlans,
    seeding: [
      ...seedingSteps(plan),
      ...settlingSteps(plan).map((step) => timed(step, before.era.anchor)),
      ...segments,
    ].map(onTheWire),
  };
}

/** Questions about the world that are valid once it is seeded. */
export function drawQueries({ plan, clients }: WorldPlan, seed: number, count: number) {
  const segments = clients.map(({ segment }) => segment);
  return drawn(queryArbitrary(plan, { segments, channels: ['email', 'sms', 'push'] }), seed, count);
}

/** The next steps of a client, whose events are numbered from `serial` on. */
export function drawSteps(
  { plan, group, segment, ownField }: ClientPlan,
  seed: number,
  serial: number,
  nowMs: number,
): readonly Step[] {
  const definitions = segmentSteps({ plan, segment }, seed, 1);
  const data = drawn(dataStepArbitrary(plan), seed, 60).flatMap((step, index): Step[] => {
    switch (step.do) {
      case 'put-group':
        return group === undefined ? [] : [{ ...step, id: group }];
      case 'write-event':
        return [timed(numbered(step, serial + index), nowMs)];
      default:
        return [step];
    }
  });
  const dropping: Step[] =
    seed % 3 === 0
      ? [
          { do: 'drop-field', name: ownField },
          { do: 'declare-field', name: ownField, type: 'text' },
        ]
      : [];
  return [...data.slice(0, 30), ...definitions, ...data.slice(30), ...dropping].map(onTheWire);
}

type EventStep = Step & { readonly do: 'write-event' };

function numbered(step: EventStep, serial: number): EventStep {
  const item = step.item as { readonly attributes?: object };
  return { ...step, item: { ...item, attributes: { ...item.attributes, [SERIAL]: serial } } };
}

/**
 * Without a time an event would have that of its arrival, which nobody here can know; and one from
 * before the retention would be refused.
 */
function timed(step: Step, nowMs: number): Step {
  if (step.do !== 'write-event') return step;
  const item = { time: nowMs, ...(step.item as object) };
  const time = readInstant(item.time);
  const isTooOld = time !== undefined && time < EARLIEST_MS;
  return { ...step, item: isTooOld ? { ...item, time: EARLIEST_MS } : item };
}

function segmentSteps(
  { plan, segment }: Pick<ClientPlan, 'plan' | 'segment'>,
  seed: number,
  count: number,
): Step[] {
  return drawn(definitionArbitrary(plan, NO_REFERENCES), seed, count).map((rule) => ({
    do: 'put-segment',
    id: segment,
    rule,
  }));
}

/** As the server gets to see it: JSON has no −0 and no undefined. */
function onTheWire(step: Step): Step {
  return JSON.parse(JSON.stringify(step)) as Step;
}

function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns: number): T[] {
  return fc.sample(arbitrary, { seed, numRuns });
}
