/** What a client wrote, as the oracle has it, next to what a server shows of it. */
import { isDeepStrictEqual } from 'node:util';
import type { Step } from '../fuzz/fuzz-step.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Contact } from '../oracle/oracle-rules.ts';
import { fold } from '../oracle/oracle-text.ts';
import type { ClientPlan } from './client-plan.ts';
import type { Acknowledged, Outcome } from './recording-client.ts';
import {
  eventText,
  MAX_EVENTS,
  type SeenContact,
  type SeenWorld,
  sortedValues,
} from './world-read.ts';

/** Arrival of all writes in the oracle: no value that clients write is this instant. */
const ARRIVAL = 123_456_789;
/** Far enough ahead that every event has happened. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/** Plays what was acknowledged, in order; throws where the server said something else came of it. */
export function playTo(oracle: Oracle, acknowledged: readonly Acknowledged[]): void {
  for (const { write, outcome } of acknowledged) {
    const played = write.steps.map((step) => playStep(oracle, step));
    if (outcome === undefined || played.every((result) => result === undefined)) continue;
    const expected = {
      accepted: played.filter((result) => result === 'accepted').length,
      duplicates: played.filter((result) => result === 'duplicate').length,
      rejected: played.filter((result) => result === 'rejected').length,
    };
    const { position: _, ...said }: Outcome = outcome;
    if (!isDeepStrictEqual(said, expected)) {
      throw new Error(`${shown(write)} was answered ${shown(said)} instead of ${shown(expected)}`);
    }
  }
}

function playStep(oracle: Oracle, step: Step): string | void {
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
      return oracle.writeContact(step.item, ARRIVAL);
    case 'write-event':
      return oracle.writeEvent(step.item, ARRIVAL);
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

/** Differences between what a client, and the seeding before it, should have left and what is there; empty when all is well. */
export function differencesOf(
  oracle: Oracle,
  { plan, group, segment }: ClientPlan,
  acknowledged: readonly Acknowledged[],
  seen: SeenWorld,
): string[] {
  const differences: string[] = [];
  for (const id of plan.ids) {
    const expected = oracle.contact(id);
    const found = seen.contacts.get(id);
    if (expected === undefined && found === undefined) continue;
    if (expected === undefined || found === undefined) {
      differences.push(`contact ${id}: ${expected === undefined ? 'undead' : 'lost'}`);
      continue;
    }
    differences.push(...contactDifferences(expected, found, seen.atMs));
  }
  const steps = acknowledged.flatMap(({ write }) => write.steps);
  if (group !== undefined) {
    const isPut = steps.some((step) => step.do === 'put-group' && step.id === group);
    const members = isPut ? oracle.members({ group }, { at: 0 }).sort() : undefined;
    // The first client puts all groups; until it has, nobody knows whether one is there.
    if (isPut && !isDeepStrictEqual(members, seen.groups.get(group))) {
      differences.push(`group ${group}: ${shown(members)}, found ${shown(seen.groups.get(group))}`);
    }
  }
  const last = steps.findLast((step) => step.do === 'put-segment' && step.id === segment);
  const found = seen.segments.get(segment) as { rule: unknown; timezone: unknown } | undefined;
  if (last?.do === 'put-segment') {
    const expected = { rule: last.rule, timezone: last.timezone ?? 'UTC' };
    const { rule, timezone } = found ?? { rule: undefined, timezone: undefined };
    if (!isDeepStrictEqual({ rule, timezone }, expected)) {
      differences.push(`segment ${segment}: ${shown(expected)}, found ${shown(found)}`);
    }
  }
  return differences;
}

function contactDifferences(expected: Contact, found: SeenContact, atMs: number): string[] {
  const differences: string[] = [];
  adoptArrival(expected, found);
  const fields = sortedValues([...expected.values].map(([name, { value }]) => [name, value]));
  const names = new Set([...Object.keys(fields), ...Object.keys(found.fields)]);
  for (const name of names) {
    if (isDeepStrictEqual(fields[name], found.fields[name])) continue;
    const [wanted, had] = [fields[name], found.fields[name]].map(shown);
    differences.push(`contact ${expected.id}: field ${name} is ${had} instead of ${wanted}`);
  }
  const events = expected.occurrences
    .filter(({ time }) => time <= atMs)
    .map(({ type, time, attributes }) => {
      const values = [...attributes].map(([name, { value }]) => [name, value] as const);
      return eventText(type, time, sortedValues(values));
    })
    .sort();
  if (events.length > MAX_EVENTS) throw new Error('a contact has more events than can be read');
  const [lost, extra] = [missing(events, found.events), missing(found.events, events)];
  for (const event of lost) differences.push(`contact ${expected.id}: lost ${event}`);
  for (const event of extra) differences.push(`contact ${expected.id}: too many ${event}`);
  return differences;
}

/** When a contact arrived only the server knows; the oracle takes it over where it was not given. */
function adoptArrival(expected: Contact, found: SeenContact): void {
  const created = found.fields[fold('created_at')];
  if (expected.values.get('created_at')?.value !== ARRIVAL || typeof created !== 'number') return;
  expected.values.set('created_at', { type: 'datetime', value: created });
}

/** What is in the first, sorted, more often than in the second, sorted. */
function missing(from: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return from.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** A rule that only those contacts fulfil that have exactly as many events as they should. */
export function eventTotals(oracle: Oracle, ids: readonly string[]) {
  const known = ids.flatMap((id) => oracle.contact(id) ?? []);
  const each = known.map(({ id, occurrences }) => ({
    all: [{ contacts: [id] }, { event: '*', op: 'eq', value: occurrences.length }],
  }));
  return { question: { rule: { any: each }, at: END_OF_TIME }, expected: known.length };
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
}
