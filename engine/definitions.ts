/**
 * What people have saved: segments, groups (their names; members live in the shards) and channels.
 * All changes come as `DefinitionChange` values through `apply`. Rules here have been read and
 * checked before, so they are read again without a doubt.
 */
import { assert, assertNever } from './assert.ts';
import { type AuditEntry, AuditTrail } from './audit-trail.ts';
import type { Millis } from './brands.ts';
import { DEFAULT_CHANNELS } from './channels.ts';
import type { Rule } from './rule.ts';
import { MAX_REFERENCE_LEVELS } from './rule-limits.ts';
import { parseRule } from './rule-parse.ts';
import { type RuleReferences, referencesOf } from './rule-references.ts';

export type SegmentDefinition = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The rule as it was given. */
  readonly rule: unknown;
  readonly timezone: string;
  readonly updatedAt: Millis;
  /** The position of the log that wrote it. */
  readonly version: number;
};

export type GroupDefinition = { readonly id: string; readonly name: string };

export type DefinitionChange =
  | { readonly kind: 'segment-put'; readonly segment: SegmentDefinition }
  | { readonly kind: 'segment-dropped'; readonly id: string }
  | { readonly kind: 'group-put'; readonly group: GroupDefinition }
  | { readonly kind: 'group-dropped'; readonly id: string }
  | { readonly kind: 'channel-put'; readonly name: string; readonly rule: unknown }
  | { readonly kind: 'channel-reset'; readonly name: string }
  /** Who made the change beside it. */
  | { readonly kind: 'audited'; readonly entry: AuditEntry };

export type Segment = SegmentDefinition & { readonly parsed: Rule };
export type Channel = { readonly name: string; readonly rule: unknown; readonly parsed: Rule };

/** What has a rule of its own; a channel's id is its name. */
export type Definable = { readonly kind: 'segment' | 'channel'; readonly id: string };

/** What rules can refer to, and keep from disappearing. */
export type Referable = Definable | { readonly kind: 'group'; readonly id: string };

/** Everything that is saved, as plain data. */
export type DefinitionsState = {
  readonly segments: readonly SegmentDefinition[];
  readonly groups: readonly GroupDefinition[];
  readonly channels: readonly { readonly name: string; readonly rule: unknown }[];
  /** Undefined in what was saved before there was one. */
  readonly audit?: readonly AuditEntry[];
};

export class Definitions {
  readonly segments = new Map<string, Segment>();
  readonly groups = new Map<string, GroupDefinition>();
  readonly channels = new Map<string, Channel>();
  readonly audit = new AuditTrail();

  constructor() {
    for (const [name, rule] of DEFAULT_CHANNELS) this.channels.set(name, channelOf(name, rule));
  }

  /** Everything as plain data, which `restore` takes. */
  dump(): DefinitionsState {
    return {
      segments: [...this.segments.values()].map(
        ({ id, name, description, rule, timezone, updatedAt, version }) => {
          return { id, name, description, rule, timezone, updatedAt, version };
        },
      ),
      groups: [...this.groups.values()],
      channels: [...this.channels.values()].map(({ name, rule }) => ({ name, rule })),
      audit: this.audit.dump(),
    };
  }

  /** Puts what `dump` gave in the place of everything. */
  restore({ segments, groups, channels, audit = [] }: DefinitionsState): void {
    this.audit.restore(audit);
    this.segments.clear();
    this.groups.clear();
    this.channels.clear();
    for (const segment of segments) this.apply({ kind: 'segment-put', segment });
    for (const group of groups) this.apply({ kind: 'group-put', group });
    for (const channel of channels) this.apply({ kind: 'channel-put', ...channel });
  }

  apply(change: DefinitionChange): void {
    switch (change.kind) {
      case 'segment-put': {
        const { segment } = change;
        this.segments.set(segment.id, { ...segment, parsed: readAgain(segment.rule) });
        return;
      }
      case 'segment-dropped':
        this.segments.delete(change.id);
        return;
      case 'group-put':
        this.groups.set(change.group.id, change.group);
        return;
      case 'group-dropped':
        this.groups.delete(change.id);
        return;
      case 'channel-put':
        this.channels.set(change.name, channelOf(change.name, change.rule));
        return;
      case 'channel-reset': {
        const rule = DEFAULT_CHANNELS.get(change.name);
        if (rule === undefined) this.channels.delete(change.name);
        else this.channels.set(change.name, channelOf(change.name, rule));
        return;
      }
      case 'audited':
        return this.audit.add(change.entry);
      default:
        assertNever(change);
    }
  }

  /** Ids of the segments and names of the channels whose rules name something. */
  dependents(of: Referable): readonly string[] {
    const names = (rule: Rule) => namesOf(referencesOf(rule), of.kind).has(of.id);
    const dependents: string[] = [];
    for (const [id, { parsed }] of this.segments) if (names(parsed)) dependents.push(id);
    for (const [name, { parsed }] of this.channels) if (names(parsed)) dependents.push(name);
    return dependents;
  }

  /**
   * Whether saving a rule would close a circle, or make some rule too deep with what it refers to;
   * says so, or nothing when all is well. Channels are followed like segments.
   */
  referenceFault(of: Definable, rule: Rule): string | undefined {
    const known = new Map<string, number>();
    const open = new Set<string>();
    const ruleOf = ({ kind, id }: Definable): Rule | undefined => {
      if (kind === of.kind && id === of.id) return rule;
      return (kind === 'segment' ? this.segments.get(id) : this.channels.get(id))?.parsed;
    };
    /** Levels of a definition with all that it refers to; Infinity for a circle. */
    const levelsOf = (definition: Definable): number => {
      const key = `${definition.kind} ${definition.id}`;
      const levels = known.get(key);
      if (levels !== undefined) return levels;
      if (open.has(key)) return Infinity;
      const parsed = ruleOf(definition);
      if (parsed === undefined) return 0;
      open.add(key);
      const total = ruleLevels(parsed) + Math.max(0, ...definablesIn(parsed).map(levelsOf));
      open.delete(key);
      known.set(key, total);
      return total;
    };
    let deepest = levelsOf(of);
    for (const id of this.segments.keys()) {
      deepest = Math.max(deepest, levelsOf({ kind: 'segment', id }));
    }
    for (const id of this.channels.keys()) {
      deepest = Math.max(deepest, levelsOf({ kind: 'channel', id }));
    }
    if (deepest === Infinity) return 'the rule would refer to itself in a circle';
    if (deepest <= MAX_REFERENCE_LEVELS) return undefined;
    return `a rule has at most ${MAX_REFERENCE_LEVELS} levels with the rules it refers to`;
  }
}

/** The definitions that a rule names and that have rules themselves. */
function definablesIn(rule: Rule): readonly Definable[] {
  const { segments, channels } = referencesOf(rule);
  return [
    ...[...segments].map((id) => ({ kind: 'segment', id }) as const),
    ...[...channels].map((id) => ({ kind: 'channel', id }) as const),
  ];
}

/** Levels of groups and conditions, the root being the first. */
function ruleLevels(rule: Rule): number {
  if (rule.kind === 'not') return 1 + ruleLevels(rule.child);
  if (rule.kind !== 'all' && rule.kind !== 'any' && rule.kind !== 'none') return 1;
  return 1 + rule.children.reduce((most, child) => Math.max(most, ruleLevels(child)), 0);
}

function namesOf(references: RuleReferences, kind: Referable['kind']): ReadonlySet<string> {
  if (kind === 'segment') return references.segments;
  return kind === 'group' ? references.groups : references.channels;
}

function channelOf(name: string, rule: unknown): Channel {
  return { name, rule, parsed: readAgain(rule) };
}

function readAgain(json: unknown): Rule {
  const rule = parseRule(json);
  assert(rule.ok, 'a saved rule was read before');
  return rule.value;
}
