/**
 * Who changed what is saved and declared, and what it was before: the newest entries, as far as they
 * have room. It is a part of the definitions, so it lasts as they do.
 */
import type { Millis } from './brands.ts';
import type { SegmentDefinition } from './definitions.ts';
import type { ValueType } from './value.ts';

export type AuditEntry = AuditedChange & {
  /** Of the log, which wrote it. */
  readonly position: number;
  readonly at: Millis;
  /** The id of the access key; undefined when there are none. */
  readonly by?: string | undefined;
};

/** `before` is undefined for what was not there, and for what is too long to be kept here. */
export type AuditedChange =
  | {
      readonly kind: 'segment';
      readonly id: string;
      readonly change: 'put' | 'deleted';
      readonly before?: SegmentDefinition | undefined;
    }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly change: 'put' | 'deleted' | 'members';
      /** Contacts that were named, not who they are. */
      readonly added?: number;
      readonly removed?: number;
    }
  | {
      readonly kind: 'channel';
      readonly id: string;
      readonly change: 'put' | 'deleted';
      readonly before?: { readonly rule: unknown } | undefined;
    }
  | {
      readonly kind: 'field' | 'attribute';
      readonly id: string;
      /** The event type of an attribute. */
      readonly event?: string;
      readonly change: 'declared' | 'deleted';
      readonly before?: { readonly type: ValueType } | undefined;
    };

/** Of changes of members, which programs make, and of all others. */
const MAX_ENTRIES = { members: 1000, others: 10_000 };
/** Of the entries as JSON. */
const MAX_UNITS = 8 * 2 ** 20;
/** Of what something was before, as JSON: a longer one is left out, so that it takes no others' room. */
const MAX_BEFORE_UNITS = 64 * 1024;

/** A change without what was before, when that is too long. */
export function withinAudit(change: AuditedChange): AuditedChange {
  if (!('before' in change) || change.before === undefined) return change;
  if (JSON.stringify(change.before).length <= MAX_BEFORE_UNITS) return change;
  const { before: _, ...rest } = change;
  return rest;
}

type Kept = { readonly entry: AuditEntry; readonly units: number };

export class AuditTrail {
  /** The oldest first, with their length as JSON. */
  readonly #entries: Kept[] = [];
  #units = 0;
  /** Entries of changes of members. */
  #members = 0;

  add(entry: AuditEntry): void {
    const units = JSON.stringify(entry).length;
    this.#entries.push({ entry, units });
    this.#units += units;
    if (isOfMembers(entry)) this.#members += 1;
    if (this.#members > MAX_ENTRIES.members) this.#letGo((one) => isOfMembers(one.entry));
    const others = () => this.#entries.length - this.#members;
    // The newest stays, however long it is.
    while (this.#entries.length > 1 && this.#units > MAX_UNITS) this.#letGo(() => true);
    if (others() > MAX_ENTRIES.others) this.#letGo((one) => !isOfMembers(one.entry));
  }

  /** Lets go of the oldest of some. */
  #letGo(isOne: (kept: Kept) => boolean): void {
    const place = this.#entries.findIndex(isOne);
    const [gone] = this.#entries.splice(place, 1);
    if (gone === undefined) return;
    this.#units -= gone.units;
    if (isOfMembers(gone.entry)) this.#members -= 1;
  }

  /** The newest first. */
  *newest(): Iterable<AuditEntry> {
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      yield (this.#entries[i] as { readonly entry: AuditEntry }).entry;
    }
  }

  dump(): readonly AuditEntry[] {
    return this.#entries.map(({ entry }) => entry);
  }

  restore(entries: readonly AuditEntry[]): void {
    this.#entries.length = 0;
    this.#units = 0;
    this.#members = 0;
    for (const entry of entries) this.add(entry);
  }
}

function isOfMembers({ change }: AuditEntry): boolean {
  return change === 'members';
}
