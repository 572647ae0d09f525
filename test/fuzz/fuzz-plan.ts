/**
 * The plan of a random world: which names have which types, so that rules can be made that are
 * valid in it whatever of it has been written.
 *
 * Invariants: names are distinct after folding. Every planned attribute but the ghost exists
 * from the start (declared, or written once by the seeding events), and a value of another type than planned is
 * only ever offered to names that are declared from the start, where it is rejected.
 */
import fc from 'fast-check';

import { VALUE_TYPES, type ValueType } from '../../engine/value.ts';
import {
  type Era,
  eraArbitrary,
  numbersOfWorld,
  shape,
  textsOfWorld,
  weighted,
} from './fuzz-pool.ts';

export type NamePlan = {
  readonly name: string;
  readonly type: ValueType;
  readonly declared: boolean;
};

export type EventPlan = { readonly type: string; readonly attributes: readonly NamePlan[] };

export type Plan = {
  readonly era: Era;
  /** Ids of the contacts that are written. */
  readonly ids: readonly string[];
  /** Texts that values are made of. */
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly fields: readonly NamePlan[];
  readonly events: readonly EventPlan[];
};

/** A field or an attribute that is dropped, and then perhaps declared with another type. */
export type Retyping = {
  readonly event?: string;
  readonly name: string;
  readonly type: ValueType | undefined;
};

/** `before` holds while the world is filled and defined, `after` for all that comes later. */
export type Setting = {
  readonly before: Plan;
  readonly retypings: readonly Retyping[];
  readonly after: Plan;
};

/** Number in good items, text in bad ones: one of those that creates it will show. */
export const GHOST = 'ghost';
/** Never written. */
export const UNKNOWN_NAMES = ['nobody_wrote_this', 'valueOf'];
export const UNKNOWN_EVENT = 'never_happened';

const FIELD_NAMES = [
  'City',
  'Straße',
  '__proto__',
  'constructor',
  'Łódź',
  'age',
  'Total spent',
  'birthday',
  'tags',
  'a/b~c',
  'ΣΟΦΟΣ',
  'K',
  'İ',
];

const CHANNEL_FIELDS: readonly NamePlan[] = [
  { name: 'Email', type: 'text', declared: true },
  { name: 'MobilePhone', type: 'text', declared: false },
  { name: 'email_consent', type: 'boolean', declared: false },
  { name: 'sms_consent', type: 'boolean', declared: true },
  { name: 'push_tokens', type: 'list', declared: true },
];

const EVENT_TYPES = [
  'purchase',
  'purchase_return',
  'cart_add',
  'page_view',
  'MailOpen',
  'MailSent',
  'MailUnsubscribe',
  'MailBounce',
  'SmsUnsubscribe',
  'PushUnsubscribe',
  'Łódź visit',
  '__proto__',
];

const ATTRIBUTES: readonly (readonly [string, ValueType])[] = [
  ['amount', 'number'],
  ['price', 'number'],
  ['kind', 'text'],
  ['url', 'text'],
  ['tags', 'list'],
  ['day', 'date'],
  ['when', 'datetime'],
  ['ok', 'boolean'],
  ['__proto__', 'text'],
];

const ODD_IDS = ['__proto__', 'C1', 'żółć😀', 'a/b', ' ', '1', 'constructor', 'nobody'];

const typeArbitrary = fc.constantFrom(...VALUE_TYPES);

/** Date and datetime never come of a first value. */
function namePlan(name: string, type: ValueType, declared: boolean): NamePlan {
  return { name, type, declared: declared || type === 'date' || type === 'datetime' };
}

/** One field of every type, some more, some of those that channels look at. */
const fieldsArbitrary: fc.Arbitrary<NamePlan[]> = fc
  .tuple(
    fc.shuffledSubarray(FIELD_NAMES, { minLength: 8, maxLength: 8 }),
    fc.array(typeArbitrary, { minLength: 2, maxLength: 2 }),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    fc.subarray([...CHANNEL_FIELDS], { minLength: 1 }),
  )
  .map(([names, extraTypes, declared, channelFields]) => [
    ...[...VALUE_TYPES, ...extraTypes].map((type, index) =>
      namePlan(names[index] as string, type, declared[index] as boolean),
    ),
    ...channelFields,
    { name: GHOST, type: 'number', declared: false },
    { name: 'created_at', type: 'datetime', declared: true },
  ]);

function attributeArbitrary(name: string, type: ValueType): fc.Arbitrary<NamePlan> {
  return fc
    .tuple(weighted([2, fc.constant(type)], [1, typeArbitrary]), fc.boolean())
    .map(([drawn, declared]) => namePlan(name, drawn, declared));
}

function eventArbitrary(type: string): fc.Arbitrary<EventPlan> {
  return fc
    .subarray([...ATTRIBUTES], { minLength: 3, maxLength: 6 })
    .chain((chosen) => fc.tuple(...chosen.map(([name, main]) => attributeArbitrary(name, main))))
    .map((attributes) => ({
      type,
      attributes: [...attributes, { name: GHOST, type: 'number', declared: false }],
    }));
}

const eventsArbitrary: fc.Arbitrary<EventPlan[]> = fc
  .shuffledSubarray(EVENT_TYPES, { minLength: 3, maxLength: 6 })
  .chain((types) => fc.tuple(...types.map(eventArbitrary)));

const idsArbitrary: fc.Arbitrary<string[]> = fc
  .tuple(weighted([4, fc.integer({ min: 5, max: 25 })], [1, fc.integer({ min: 26, max: 60 })]))
  .chain(([count]) =>
    fc.tuple(
      fc.constant(Array.from({ length: count }, (_, index) => `c${index + 1}`)),
      fc.subarray(ODD_IDS, { maxLength: 3 }),
    ),
  )
  .map(([plain, odd]) => [...plain, ...odd]);

const planArbitrary: fc.Arbitrary<Plan> = shape<Plan>({
  era: eraArbitrary,
  ids: idsArbitrary,
  texts: textsOfWorld,
  numbers: numbersOfWorld,
  fields: fieldsArbitrary,
  events: eventsArbitrary,
});

/** Built-in and ghostly names stay as they are. */
function isRetypable(plan: NamePlan): boolean {
  return plan.name !== GHOST && plan.name !== 'created_at';
}

function retypingsArbitrary(plan: Plan): fc.Arbitrary<Retyping[]> {
  const type = weighted<ValueType | undefined>([3, typeArbitrary], [1, fc.constant(undefined)]);
  const fields = plan.fields.filter(isRetypable).map(({ name }) => ({ name }));
  const attributes = plan.events.flatMap((event) =>
    event.attributes.filter(isRetypable).map(({ name }) => ({ event: event.type, name })),
  );
  const of = (names: readonly { event?: string; name: string }[]): fc.Arbitrary<Retyping> =>
    fc.tuple(fc.constantFrom(...names), type).map(([found, drawn]) => ({ ...found, type: drawn }));
  return weighted<Retyping[]>([2, fc.constant([])], [1, fc.tuple(of(fields), of(attributes))]);
}

function retype(plan: Plan, retypings: readonly Retyping[]): Plan {
  const change = (names: readonly NamePlan[], event: string | undefined): NamePlan[] =>
    names.flatMap((named) => {
      const found = retypings.find((r) => r.event === event && r.name === named.name);
      if (!found) return [named];
      return found.type ? [{ name: named.name, type: found.type, declared: true }] : [];
    });
  return {
    ...plan,
    fields: change(plan.fields, undefined),
    events: plan.events.map(({ type, attributes }) => ({
      type,
      attributes: change(attributes, type),
    })),
  };
}

/** Not shrunk: what shrinks is what happens in it. */
export const settingArbitrary: fc.Arbitrary<Setting> = fc.noShrink(
  planArbitrary.chain((before) =>
    retypingsArbitrary(before).map((retypings) => ({
      before,
      retypings,
      after: retype(before, retypings),
    })),
  ),
);
