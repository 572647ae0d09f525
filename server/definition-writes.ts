/** Writes of what people save: segments, groups, channels. Each decides on the present state. */
import {
  DEFAULT_CHANNELS,
  type Definitions,
  err,
  idFault,
  nameFault,
  ok,
  type Result,
  type Segment,
  type SegmentDefinition,
} from '../engine/index.ts';
import type { WriteBatch, WriterState } from '../storage/index.ts';
import { DEFAULT_TIMEZONE, invalid, readRule, timezoneFault } from './question.ts';
import type { Failure, Precondition, SegmentBody } from './service.ts';

type Decision = Result<void, Failure>;

const DONE: Decision = ok(undefined);

export function putSegment(
  batch: WriteBatch,
  state: WriterState,
  id: string,
  body: SegmentBody,
  ifMatch: Precondition,
): Decision {
  const { schema, definitions } = state;
  const wrong = idFault(id);
  if (wrong !== undefined) return invalid([{ path: '', message: `the id of a segment: ${wrong}` }]);
  const faults = timezoneFault(body.timezone);
  if (faults.length > 0) return invalid(faults);
  const rule = readRule(body.rule, schema, definitions);
  if (!rule.ok) return rule;
  const circle = definitions.referenceFault({ kind: 'segment', id }, rule.value);
  if (circle !== undefined) return invalid([{ path: '/rule', message: circle }]);
  const met = checkPrecondition(definitions, id, ifMatch);
  if (!met.ok) return met;
  batch.note({
    kind: 'segment',
    id,
    change: 'put',
    before: withoutParsed(definitions.segments.get(id)),
  });
  batch.define({
    kind: 'segment-put',
    segment: {
      id,
      name: body.name,
      description: body.description ?? '',
      rule: body.rule,
      timezone: body.timezone ?? DEFAULT_TIMEZONE,
      updatedAt: batch.arrived,
      version: batch.position,
    },
  });
  return DONE;
}

export function deleteSegment(
  batch: WriteBatch,
  { definitions }: WriterState,
  id: string,
  ifMatch: Precondition,
): Decision {
  if (!definitions.segments.has(id)) return notFound('segment');
  const met = checkPrecondition(definitions, id, ifMatch);
  if (!met.ok) return met;
  const used = usedBy(definitions, 'segment', id);
  if (!used.ok) return used;
  const before = withoutParsed(definitions.segments.get(id));
  batch.note({ kind: 'segment', id, change: 'deleted', before });
  batch.define({ kind: 'segment-dropped', id });
  return DONE;
}

/** Creates a group of these members, or replaces one. */
export function putGroup(
  batch: WriteBatch,
  id: string,
  name: string,
  ordinals: Iterable<number>,
): Decision {
  const wrong = idFault(id);
  if (wrong !== undefined) return invalid([{ path: '', message: `the id of a group: ${wrong}` }]);
  const members = [...ordinals];
  batch.note({ kind: 'group', id, change: 'put', added: members.length });
  batch.define({ kind: 'group-put', group: { id, name } });
  batch.setGroup(id, members);
  return DONE;
}

export function changeGroup(
  batch: WriteBatch,
  { definitions, contacts }: WriterState,
  id: string,
  add: readonly string[],
  remove: readonly string[],
): Decision {
  if (!definitions.groups.has(id)) return notFound('group');
  const [added, removed] = [contacts.ordinalsOf(add), contacts.ordinalsOf(remove)];
  if (added.length + removed.length === 0) return DONE;
  const counts = { added: added.length, removed: removed.length };
  batch.note({ kind: 'group', id, change: 'members', ...counts });
  batch.editGroup(id, added, removed);
  return DONE;
}

export function deleteGroup(batch: WriteBatch, { definitions }: WriterState, id: string): Decision {
  if (!definitions.groups.has(id)) return notFound('group');
  const used = usedBy(definitions, 'group', id);
  if (!used.ok) return used;
  batch.note({ kind: 'group', id, change: 'deleted' });
  batch.define({ kind: 'group-dropped', id });
  batch.dropGroup(id);
  return DONE;
}

export function putChannel(
  batch: WriteBatch,
  { schema, definitions }: WriterState,
  name: string,
  json: unknown,
): Decision {
  const wrong = nameFault(name);
  if (wrong !== undefined) {
    return invalid([{ path: '', message: `the name of a channel: ${wrong}` }]);
  }
  const rule = readRule(json, schema, definitions);
  if (!rule.ok) return rule;
  const circle = definitions.referenceFault({ kind: 'channel', id: name }, rule.value);
  if (circle !== undefined) return invalid([{ path: '/rule', message: circle }]);
  batch.note({ kind: 'channel', id: name, change: 'put', before: ruleOf(definitions, name) });
  batch.define({ kind: 'channel-put', name, rule: json });
  return DONE;
}

/** A channel with a default goes back to it; another is deleted, unless rules name it. */
export function deleteChannel(
  batch: WriteBatch,
  { definitions }: WriterState,
  name: string,
): Decision {
  if (!definitions.channels.has(name)) return notFound('channel');
  if (!DEFAULT_CHANNELS.has(name)) {
    const used = usedBy(definitions, 'channel', name);
    if (!used.ok) return used;
  }
  batch.note({ kind: 'channel', id: name, change: 'deleted', before: ruleOf(definitions, name) });
  batch.define({ kind: 'channel-reset', name });
  return DONE;
}

/** A segment as it is saved. */
function withoutParsed(segment: Segment | undefined): SegmentDefinition | undefined {
  if (segment === undefined) return undefined;
  const { parsed: _, ...saved } = segment;
  return saved;
}

function ruleOf({ channels }: Definitions, name: string): { readonly rule: unknown } | undefined {
  const channel = channels.get(name);
  return channel && { rule: channel.rule };
}

function checkPrecondition(definitions: Definitions, id: string, ifMatch: Precondition): Decision {
  if (ifMatch === undefined) return DONE;
  const version = definitions.segments.get(id)?.version;
  const isMet =
    version !== undefined && ('any' in ifMatch || ifMatch.versions.includes(String(version)));
  if (isMet) return DONE;
  const message = 'the segment is not the one that If-Match names';
  return err({ kind: 'precondition', message });
}

function usedBy(
  definitions: Definitions,
  kind: 'segment' | 'group' | 'channel',
  id: string,
): Decision {
  const ids = definitions.dependents({ kind, id });
  if (ids.length === 0) return DONE;
  return err({ kind: 'conflict', message: `saved rules name this ${kind}`, ids });
}

function notFound(what: string): Decision {
  return err({ kind: 'not-found', message: `there is no such ${what}` });
}
