/**
 * Steps of a random world: what is written, in order. Every step is plain data, so a world can be
 * played again, to the oracle and to an engine.
 */
import fc from 'fast-check';

import type { ValueType } from '../../engine/value.ts';
import { type EventPlan, GHOST, type NamePlan, type Plan } from './fuzz-plan.ts';
import { instantJson, momentArbitrary, shape, spelledArbitrary, weighted } from './fuzz-pool.ts';
import {
  emptyArbitrary,
  listChangeArbitrary,
  valueArbitrary,
  wrongValueArbitrary,
} from './fuzz-value.ts';

export type Step =
  | { readonly do: 'declare-field'; readonly name: string; readonly type: ValueType }
  | { readonly do: 'drop-field'; readonly name: string }
  | {
      readonly do: 'declare-attribute';
      readonly event: string;
      readonly name: string;
      readonly type: ValueType;
    }
  | { readonly do: 'drop-attribute'; readonly event: string; readonly name: string }
  | { readonly do: 'write-contact'; readonly item: unknown }
  | { readonly do: 'write-event'; readonly item: unknown }
  | { readonly do: 'delete-contact'; readonly id: string }
  | { readonly do: 'put-group'; readonly id: string; readonly contacts: readonly string[] }
  | {
      readonly do: 'put-segment';
      readonly id: string;
      readonly rule: unknown;
      readonly timezone?: string;
    }
  | { readonly do: 'put-channel'; readonly name: string; readonly rule: unknown };

export const GROUPS = ['g1', 'g2', '__proto__'];

type Entry = [name: string, value: unknown];

/** Data steps: mostly good writes, some bad ones, deletions and groups in between. */
export function dataStepArbitrary(plan: Plan): fc.Arbitrary<Step> {
  const id = fc.constantFrom(...plan.ids);
  return weighted<Step>(
    [20, contactArbitrary(plan, id, 0)],
    [68, goodEvent(plan)],
    [2, badContactArbitrary(plan)],
    [3, badEvent(plan)],
    [3, id.map((drawn) => ({ do: 'delete-contact', id: drawn }))],
    [4, groupStep(plan)],
  );
}

export function groupStep(plan: Plan): fc.Arbitrary<Step> {
  return shape<Step & { do: 'put-group' }>({
    do: fc.constant('put-group'),
    id: fc.constantFrom(...GROUPS),
    contacts: fc.subarray([...plan.ids, 'missing']),
  });
}

/** A good write of at least so many fields. */
export function contactArbitrary(
  plan: Plan,
  id: fc.Arbitrary<string>,
  minFields: number,
): fc.Arbitrary<Step> {
  const maxLength = Math.max(minFields, 5);
  const entries = fc
    .subarray([...plan.fields], { minLength: minFields, maxLength })
    .chain((fields) => fc.tuple(...fields.map((field) => fieldEntry(plan, field))));
  return fc.tuple(id, entries).map(([drawn, made]) => contactStep(drawn, made));
}

function contactStep(id: unknown, entries: readonly Entry[]): Step {
  return { do: 'write-contact', item: { id, fields: Object.fromEntries(entries) } };
}

/** `created_at` is given or left alone, never removed. */
function fieldEntry(plan: Plan, field: NamePlan): fc.Arbitrary<Entry> {
  const value = valueArbitrary(plan, field.type);
  const removal = field.name === 'created_at' ? value : emptyArbitrary(field.type);
  const change = field.type === 'list' ? listChangeArbitrary(plan) : value;
  return fc.tuple(spelledArbitrary(field.name), weighted([7, value], [1, removal], [2, change]));
}

function goodEvent(plan: Plan): fc.Arbitrary<Step> {
  return fc.constantFrom(...plan.events).chain((event) =>
    fc
      .tuple(
        shape({
          contact: fc.constantFrom(...plan.ids),
          event: spelledArbitrary(event.type),
        }),
        timeArbitrary(plan),
        fc.option(fc.constantFrom('e1', 'e2', 'e3', '__proto__'), { freq: 2, nil: undefined }),
        attributesArbitrary(plan, event),
      )
      .map(([item, time, id, entries]) =>
        eventStep({ ...item, ...time, ...present({ id }) }, entries),
      ),
  );
}

/** Without undefined members, which JSON does not have. */
function present<T extends object>(members: T): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

function eventStep(item: Record<string, unknown>, entries: readonly Entry[] | undefined): Step {
  const attributes = entries && Object.fromEntries(entries);
  return { do: 'write-event', item: { ...item, ...present({ attributes }) } };
}

/** Mostly given, now and then left to the arrival, rarely long ago or far ahead. */
function timeArbitrary(plan: Plan): fc.Arbitrary<{ time?: unknown }> {
  const given = instantJson(momentArbitrary(plan.era));
  const far = fc.constantFrom('0001-01-02T00:00:00Z', '9999-12-30T00:00:00Z', 0, -1);
  return weighted<{ time?: unknown }>(
    [18, given.map((time) => ({ time }))],
    [3, fc.constant({})],
    [1, far.map((time) => ({ time }))],
  );
}

function attributesArbitrary(plan: Plan, event: EventPlan): fc.Arbitrary<Entry[] | undefined> {
  const minLength = Math.ceil(event.attributes.length / 2);
  const some = fc.subarray([...event.attributes], { minLength }).chain((attributes) =>
    fc.tuple(
      ...attributes.map(({ name, type }): fc.Arbitrary<Entry> => {
        const value = valueArbitrary(plan, type);
        const empty = type === 'text' || type === 'list' ? emptyValue(type) : value;
        return fc.tuple(spelledArbitrary(name), weighted([20, value], [1, empty]));
      }),
    ),
  );
  return weighted<Entry[] | undefined>([12, some], [1, fc.constant(undefined)]);
}

function emptyValue(type: 'text' | 'list'): fc.Arbitrary<unknown> {
  return fc.constant(type === 'text' ? '' : []);
}

const BAD_IDS: readonly unknown[] = ['', 'x'.repeat(257), 'é'.repeat(129), 7, null];
const BAD_NAMES = ['', 'a\nb', 'a\u007Fb', 'x'.repeat(129)];
const BAD_TIMES: readonly unknown[] = ['2024-01-01', '2024-13-01T00:00:00Z', 'now', 1.5, true];

/** Something good, the ghost as text, and one fault: nothing of it may stay. */
export function badContactArbitrary(plan: Plan): fc.Arbitrary<Step> {
  const declared = plan.fields.filter((field) => field.declared);
  const id: fc.Arbitrary<unknown> = fc.constantFrom(...plan.ids, 'rejected');
  const wrong = fc
    .constantFrom(...declared)
    .chain(({ name, type }) => fc.tuple(fc.constant(name), wrongValueArbitrary(type)));
  const badName = fc.constantFrom(...BAD_NAMES).map((name): Entry => [name, 1]);
  const noList = declared
    .filter(({ type }) => type !== 'list')
    .map(({ name }): Entry => [name, { add: ['a'] }]);
  return fc.oneof(
    fc.constantFrom(...BAD_IDS).map((bad) => contactStep(bad, [])),
    fc
      .tuple(id, fc.oneof(wrong, badName, fc.constantFrom(...noList)))
      .map(([drawn, fault]) => contactStep(drawn, [[GHOST, 'created by a bad item'], fault])),
  );
}

/** Gives the ghost its type, so that a text for it is a fault from now on. */
export function settlingSteps(plan: Plan): Step[] {
  const contact = plan.ids[0];
  const events = plan.events.map(({ type }) => eventStep({ contact, event: type }, [[GHOST, 1]]));
  return [contactStep(contact, [[GHOST, 1]]), ...events];
}

/** Only after the settling steps. */
export function badGhostArbitrary(plan: Plan): fc.Arbitrary<Step> {
  const ghost: Entry = [GHOST, 'a text'];
  return fc.oneof(
    fc.constantFrom(...plan.ids).map((id) => contactStep(id, [ghost])),
    fc
      .constantFrom(...plan.events)
      .map(({ type }) => eventStep({ contact: plan.ids[0], event: type }, [ghost])),
  );
}

/** Without an event id, so that none of them could pass for a repeat. */
function badEvent(plan: Plan): fc.Arbitrary<Step> {
  const contact: fc.Arbitrary<unknown> = fc.constantFrom(...plan.ids, 'rejected');
  const event = fc.constantFrom(...plan.events.map(({ type }) => type));
  const ghost: Entry = [GHOST, 'created by a bad item'];
  const wrong = plan.events.flatMap(({ type, attributes }) =>
    attributes.filter(({ declared }) => declared).map((attribute) => ({ type, attribute })),
  );
  const wrongAttribute =
    wrong.length === 0
      ? []
      : [
          fc
            .tuple(contact, fc.constantFrom(...wrong))
            .chain(([id, { type, attribute }]) =>
              wrongValueArbitrary(attribute.type).map((value) =>
                eventStep({ contact: id, event: type }, [ghost, [attribute.name, value]]),
              ),
            ),
        ];
  return fc.oneof(
    ...wrongAttribute,
    fc
      .tuple(contact, event, fc.constantFrom(...BAD_TIMES))
      .map(([id, type, time]) => eventStep({ contact: id, event: type, time }, [ghost])),
    fc
      .tuple(fc.constantFrom(...BAD_IDS), event)
      .map(([id, type]) => eventStep({ contact: id, event: type }, [ghost])),
    fc
      .tuple(contact, fc.constantFrom('a*', '*', ...BAD_NAMES))
      .map(([id, type]) => eventStep({ contact: id, event: type }, undefined)),
    fc
      .tuple(contact, event, fc.constantFrom('', 'x'.repeat(257), 7))
      .map(([id, type, bad]) => eventStep({ contact: id, event: type, id: bad }, [ghost])),
    fc
      .tuple(contact, event, fc.constantFrom(...BAD_NAMES))
      .map(([id, type, name]) => eventStep({ contact: id, event: type }, [ghost, [name, 1]])),
  );
}

const SAMPLES: { readonly [T in ValueType]: unknown } = {
  text: 'seed',
  number: 1,
  boolean: true,
  date: '2024-01-01',
  datetime: 0,
  list: ['seed'],
};

/** Declarations, and one event of each type that writes what is not declared (no ghost, though). */
export function seedingSteps(plan: Plan): Step[] {
  const fields = plan.fields
    .filter(({ name, declared }) => declared && name !== 'created_at')
    .map(({ name, type }): Step => ({ do: 'declare-field', name, type }));
  const attributes = plan.events.flatMap(({ type: event, attributes: all }) =>
    all
      .filter(({ declared }) => declared)
      .map(({ name, type }): Step => ({ do: 'declare-attribute', event, name, type })),
  );
  const events = plan.events.map(({ type: event, attributes: all }) => {
    const written = all.filter(({ name, declared }) => !declared && name !== GHOST);
    const entries = written.map(({ name, type }): Entry => [name, SAMPLES[type]]);
    return eventStep({ contact: plan.ids[0], event, time: plan.era.anchor }, entries);
  });
  const groups = GROUPS.map((id): Step => ({ do: 'put-group', id, contacts: [] }));
  return [...fields, ...attributes, ...events, ...groups];
}
