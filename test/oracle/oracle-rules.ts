/**
 * Rules of the oracle: one contact against one node, children by recursion, nothing remembered.
 */
import { eventConditionHolds, type Occurrence } from './oracle-events.ts';
import type { Rule } from './oracle-json.ts';
import { holds } from './oracle-operators.ts';
import { inSample } from './oracle-sample.ts';
import { sequenceHolds } from './oracle-sequences.ts';
import { fold } from './oracle-text.ts';
import { Clock } from './oracle-time.ts';
import type { Value } from './oracle-values.ts';

export type Contact = {
  readonly id: string;
  /** By folded name. */
  readonly values: Map<string, Value>;
  readonly occurrences: Occurrence[];
  readonly eventIds: Set<string>;
};

/** What references of a rule lead to. */
export type Definitions = {
  readonly segments: ReadonlyMap<string, { readonly rule: Rule; readonly timezone: string }>;
  /** Contacts themselves, not ids: one that was deleted and written again is another. */
  readonly groups: ReadonlyMap<string, ReadonlySet<Contact>>;
  readonly channels: ReadonlyMap<string, Rule>;
};

const CHANNEL_TIMEZONE = 'UTC';

export function ruleHolds(
  rule: Rule,
  contact: Contact,
  clock: Clock,
  definitions: Definitions,
): boolean {
  const holdsHere = (child: Rule): boolean => ruleHolds(child, contact, clock, definitions);
  if ('all' in rule) return rule.all.every(holdsHere);
  if ('any' in rule) return rule.any.some(holdsHere);
  if ('none' in rule) return !rule.none.some(holdsHere);
  if ('not' in rule) return !holdsHere(rule.not);
  if ('field' in rule) return holds(rule, contact.values.get(fold(rule.field)), clock);
  if ('event' in rule) return eventConditionHolds(rule, contact.occurrences, clock);
  if ('sequence' in rule) return sequenceHolds(rule, contact.occurrences, clock);
  if ('group' in rule) return defined(definitions.groups, rule.group).has(contact);
  if ('contacts' in rule) return rule.contacts.includes(contact.id);
  if ('sample' in rule) return inSample(contact.id, rule.sample);
  if ('segment' in rule) {
    const segment = defined(definitions.segments, rule.segment);
    const own = new Clock(clock.at, segment.timezone);
    return ruleHolds(segment.rule, contact, own, definitions);
  }
  const channel = defined(definitions.channels, rule.reachable);
  return ruleHolds(channel, contact, new Clock(clock.at, CHANNEL_TIMEZONE), definitions);
}

function defined<T>(known: ReadonlyMap<string, T>, name: string): T {
  const found = known.get(name);
  if (found === undefined) throw new Error(`the rule names the unknown ${name}`);
  return found;
}
