/**
 * What an engine has to offer to be compared with the oracle, and the comparison itself.
 */
import type { ValueType } from '../../engine/value.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Step } from './fuzz-step.ts';
import { STEP_INTERVAL, type World } from './fuzz-world.ts';

export type AskOptions = { readonly at: number; readonly timezone?: string };

/** The methods of the oracle, of an engine under test. `arrived` and `at` in epoch milliseconds. */
export interface Subject {
  declareField(name: string, type: ValueType): Promise<void>;
  dropField(name: string): Promise<void>;
  declareAttribute(event: string, name: string, type: ValueType): Promise<void>;
  dropAttribute(event: string, name: string): Promise<void>;
  writeContact(item: unknown, arrived: number): Promise<'accepted' | 'rejected'>;
  writeEvent(item: unknown, arrived: number): Promise<'accepted' | 'duplicate' | 'rejected'>;
  /** The id may be unknown. */
  deleteContact(id: string): Promise<void>;
  /** Unknown contact ids are left out. */
  putGroup(id: string, contactIds: readonly string[]): Promise<void>;
  putSegment(id: string, rule: unknown, timezone?: string): Promise<void>;
  putChannel(name: string, rule: unknown): Promise<void>;
  count(rule: unknown, options: AskOptions): Promise<number>;
  /** Ids in order of creation. */
  members(rule: unknown, options: AskOptions): Promise<string[]>;
  close(): Promise<void>;
}

export type Asked = { readonly rule: unknown; readonly at: number; readonly timezone?: string };

/** Applies all steps of the world to both; throws when an outcome differs. */
export async function play(world: World, oracle: Oracle, subject: Subject): Promise<void> {
  await playSteps(world.steps, world.start, oracle, subject);
  await playSteps(world.later, startOfLater(world), oracle, subject);
}

/** Arrival of the first step of `world.later`. */
export function startOfLater(world: World): number {
  return world.start + world.steps.length * STEP_INTERVAL;
}

/** Applies the steps to both, the first arriving at `start`; throws when an outcome differs. */
export async function playSteps(
  steps: readonly Step[],
  start: number,
  oracle: Oracle,
  subject: Subject,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const arrived = start + index * STEP_INTERVAL;
    const expected = applyToOracle(step, arrived, oracle);
    const actual = await applyToSubject(step, arrived, subject);
    if (actual !== expected) {
      const place = `step ${index}, arrived ${arrived}: ${json(step)}`;
      throw new Error(`${place}\n  expected ${expected}, got ${actual}`);
    }
  }
}

function applyToOracle(step: Step, arrived: number, oracle: Oracle): string | void {
  switch (step.do) {
    case 'declare-field':
      return oracle.declareField(step.name, step.type);
    case 'drop-field':
      return oracle.dropField(step.name);
    case 'declare-attribute':
      return oracle.declareAttribute(step.event, step.name, step.type);
    case 'drop-attribute':
      return oracle.dropAttribute(step.event, step.name);
    case 'write-contact':
      return oracle.writeContact(step.item, arrived);
    case 'write-event':
      return oracle.writeEvent(step.item, arrived);
    case 'delete-contact':
      return oracle.deleteContact(step.id);
    case 'put-group':
      return oracle.putGroup(step.id, step.contacts);
    case 'put-segment':
      return oracle.putSegment(step.id, step.rule, step.timezone);
    case 'put-channel':
      return oracle.putChannel(step.name, step.rule);
  }
}

function applyToSubject(step: Step, arrived: number, subject: Subject): Promise<string | void> {
  switch (step.do) {
    case 'declare-field':
      return subject.declareField(step.name, step.type);
    case 'drop-field':
      return subject.dropField(step.name);
    case 'declare-attribute':
      return subject.declareAttribute(step.event, step.name, step.type);
    case 'drop-attribute':
      return subject.dropAttribute(step.event, step.name);
    case 'write-contact':
      return subject.writeContact(step.item, arrived);
    case 'write-event':
      return subject.writeEvent(step.item, arrived);
    case 'delete-contact':
      return subject.deleteContact(step.id);
    case 'put-group':
      return subject.putGroup(step.id, step.contacts);
    case 'put-segment':
      return subject.putSegment(step.id, step.rule, step.timezone);
    case 'put-channel':
      return subject.putChannel(step.name, step.rule);
  }
}

/** Writes an event to both; throws when they take it differently. */
export async function applyEvent(
  item: unknown,
  arrived: number,
  oracle: Oracle,
  subject: Subject,
): Promise<void> {
  await playSteps([{ do: 'write-event', item }], arrived, oracle, subject);
}

/** Asks both; throws with the rule and the contacts in question when they differ. */
export async function compare(
  asked: Asked,
  oracle: Oracle,
  subject: Subject,
): Promise<{ count: number; total: number }> {
  const options: AskOptions =
    asked.timezone === undefined ? { at: asked.at } : { at: asked.at, timezone: asked.timezone };
  const expected = oracle.members(asked.rule, options);
  const actual = await subject.members(asked.rule, options);
  const count = await subject.count(asked.rule, options);
  const isSame = expected.length === actual.length && expected.every((id, i) => id === actual[i]);
  if (!isSame || count !== expected.length) {
    throw new Error(differenceOf(asked, expected, actual, count, oracle));
  }
  return { count, total: oracle.total() };
}

const SHOWN_CONTACTS = 3;

function differenceOf(
  asked: Asked,
  expected: readonly string[],
  actual: readonly string[],
  count: number,
  oracle: Oracle,
): string {
  const missing = expected.filter((id) => !actual.includes(id));
  const extra = actual.filter((id) => !expected.includes(id));
  return [
    `rule ${json(asked.rule)}`,
    `at ${new Date(asked.at).toISOString()} (${asked.at}), time zone ${asked.timezone ?? 'UTC'}`,
    `expected ${expected.length} of ${oracle.total()}, got ${actual.length}, counted ${count}`,
    `missing ${json(missing)}, extra ${json(extra)}`,
    ...(missing.length + extra.length === 0 ? [`order ${json(expected)} ${json(actual)}`] : []),
    ...[...missing, ...extra].slice(0, SHOWN_CONTACTS).map((id) => `  ${oracle.describe(id)}`),
  ].join('\n');
}

/** JSON that keeps −0 apart from 0. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (Object.is(part, -0) ? '-0' : part));
}
