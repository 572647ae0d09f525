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

/** `before` is undefined for what was not there. */
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

const MAX_ENTRIES = 10_000;
/** Of the entries as JSON. */
const MAX_UNITS = 8 * 2 ** 20;

export class AuditTrail {
  /** The oldest first, with their length as JSON. */
  readonly #entries: { readonly entry: AuditEntry; readonly units: number }[] = [];
  #units = 0;

  add(entry: AuditEntry): void {
    const units = JSON.stringify(entry).length;
    this.#entries.push({ entry, units });
    this.#units += units;
    let gone = 0;
    let left = this.#entries.length;
    // The newest stays, however long it is.
    while (left > 1 && (left > MAX_ENTRIES || this.#units > MAX_UNITS)) {
      this.#units -= this.#entries[gone++]?.units ?? 0;
      left -= 1;
    }
    if (gone > 0) this.#entries.splice(0, gone);
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
    for (const entry of entries) this.add(entry);
  }
}
