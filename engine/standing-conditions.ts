/**
 * The standing conditions of a shard, by key: which leaves have one, and of which form.
 */

import { distinctForm } from './contact-form-distinct.ts';
import { isExactSequence, sequenceForm } from './contact-form-sequence.ts';
import { ContactRows } from './contact-rows.ts';
import { activityAsked, asksForSome } from './event-asked.ts';
import type { FieldIndex } from './field-index.ts';
import { LruMap } from './lru-map.ts';
import type { EventLeaf, Plan, PlanLeaf, PlanNode } from './plan.ts';
import { keyOfParts, shortKey } from './plan-key.ts';
import type { ReadBudget, StandingCondition, StandingSource } from './standing-condition.ts';
import { type ContactForm, StandingContacts } from './standing-contacts.ts';
import { isStandable, StandingEvents } from './standing-events.ts';
import { hasAllEvents, hasMostEvents, StandingEver } from './standing-ever.ts';
import { StandingField } from './standing-field.ts';
import type { StandingMembers } from './standing-members.ts';
import type { StandingEntry, StandingMemory } from './standing-memory.ts';

type KeyedLeaf = Extract<PlanLeaf, { key?: string | undefined }>;

/** In which way a leaf can stand. */
type Form = { readonly name: string; readonly make: () => StandingCondition };

const NOTHING = { leaves: new Set<number>(), rows: 0 };

/** Borrowed until the next question. */
export type Standing = { readonly members: StandingMembers; readonly stable?: readonly number[] };

/** A condition, in the memory that the shards of a worker share. */
class Entry implements StandingEntry {
  readonly condition: StandingCondition;
  bytes = 0;
  /** Of the question that asked last. */
  question = 0;
  /** Everything has been read once. */
  isReady = false;
  /** Questions that it has answered, and the last of them. */
  #answers = 0;
  #answered = 0;
  readonly #lastQuestion: () => number;
  readonly #onLetGo: () => void;

  constructor(condition: StandingCondition, lastQuestion: () => number, onLetGo: () => void) {
    this.condition = condition;
    this.#lastQuestion = lastQuestion;
    this.#onLetGo = onLetGo;
  }

  get isAskedAgain(): boolean {
    return this.#answers > 1;
  }

  get isNeeded(): boolean {
    const isReading = !this.isReady && this.#lastQuestion() - this.question < MAX_READING;
    return isReading || this.question === this.#lastQuestion();
  }

  /** It answers the question that is being asked, for one of its leaves or several. */
  noteAnswer(): void {
    if (this.#answered !== this.question) this.#answers += 1;
    this.#answered = this.question;
  }

  letGo(): void {
    this.condition.dispose();
    this.#onLetGo();
  }
}

/** Rows by contact are weighed again after so many questions. */
const QUESTIONS_PER_SETTLING = 64;
/** Questions after which one that nobody reads on for is not waited for. */
const MAX_READING = 1024;
/** Keys of conditions that were asked for once, and answered without standing. */
const MAX_ASKED = 1024;
/** So many rows are read at once for a first question: a millisecond or two. */
const FEW_ROWS = 131_072;

export class StandingConditions {
  readonly #shard: StandingSource;
  readonly #memory: StandingMemory;
  readonly #entries = new Map<string, Entry>();
  readonly #asked = new LruMap<string, true>(MAX_ASKED);
  /** By event type, for conditions that look at single contacts. */
  readonly #contactRows = new Map<number, ContactRows>();
  #contactRowsBytes = 0;
  #question = 0;
  /** The plan that was advanced last, and its leaves, by index, that have nothing to stand on. */
  #advanced: Plan | undefined;
  readonly #unready = new Set<number>();
  /** What the question that is being asked has used. */
  readonly #used: Entry[] = [];

  constructor(shard: StandingSource, memory: StandingMemory) {
    this.#shard = shard;
    this.#memory = memory;
  }

  /** A question begins: nothing that was borrowed by the one before is any more. */
  begin(): void {
    for (const { condition } of this.#used) condition.trim();
    this.#used.length = 0;
    this.#question += 1;
    if (this.#question % QUESTIONS_PER_SETTLING !== 0) return;
    // What is asked for again and again may have grown.
    this.#settleContactRows();
    this.#memory.makeRoom();
  }

  /**
   * Brings what the leaves of a plan stand on up to date, but for new ones among those that
   * `postponed` gives. False when the budget ran out first: to be called again, or the evaluation
   * does the rest at once.
   */
  advance(
    plan: Plan,
    budget: ReadBudget,
    postponed: () => { readonly leaves: ReadonlySet<number>; readonly rows: number } = () =>
      NOTHING,
  ): boolean {
    this.begin();
    this.#advanced = plan;
    this.#unready.clear();
    let left: { readonly leaves: ReadonlySet<number>; readonly rows: number } | undefined;
    const isDone = plan.nodes.every((node, index) => {
      if (!isKeyed(node)) return true;
      if (budget.rows <= 0) return false;
      const form = this.#formOf(node);
      if (form === undefined) {
        this.#unready.add(index);
        return true;
      }
      const key = keyAs(form, node);
      if (!this.#entries.has(key) && !this.#mayStand(node)) {
        left ??= postponed();
        if (left.leaves.has(index)) {
          this.#unready.add(index);
          return true;
        }
      }
      const entry = this.#entryOf(key, form);
      if (entry === undefined) {
        this.#unready.add(index);
        return true;
      }
      this.#memory.touch(entry);
      return this.#advance(entry, node, budget);
    });
    if (isDone && left !== undefined) budget.rows -= left.rows;
    return isDone;
  }

  /**
   * Whom a leaf selects, as of now, and how far its edges may move; undefined when it has no
   * condition, and has to be answered anew. To look ahead is only worth it for what is asked again.
   */
  of(leaf: KeyedLeaf): Standing | undefined {
    const form = this.#formOf(leaf);
    const entry = form && this.#entryOf(keyAs(form, leaf), form);
    if (entry === undefined) return undefined;
    entry.noteAnswer();
    this.#memory.touch(entry);
    const { condition, isAskedAgain } = entry;
    this.#advance(entry, leaf, { rows: Infinity });
    const members = condition.members(leaf);
    return isAskedAgain ? { members, stable: condition.stable() } : { members };
  }

  /** Whether a leaf of a plan, by its index, has what it stands on, or gets it when it is asked. */
  isReady(plan: Plan, index: number): boolean {
    const node = plan.nodes[index] as PlanNode;
    if (!isKeyed(node)) return false;
    if (plan === this.#advanced) return !this.#unready.has(index);
    const form = this.#formOf(node);
    if (form === undefined) return false;
    return this.#entries.has(keyAs(form, node)) || this.#mayStand(node);
  }

  /** Remembers that a leaf was answered without standing: asked again, it is worth its memory. */
  noteAsked({ key }: KeyedLeaf): void {
    if (key === undefined) return;
    this.#asked.set(key, true);
  }

  /** A field was dropped, with its index. */
  dropField(field: FieldIndex): void {
    for (const entry of this.#entries.values()) {
      const { condition } = entry;
      if (condition instanceof StandingField && condition.isOf(field)) this.#memory.letGo(entry);
    }
  }

  /** A contact was deleted. */
  forget(contact: number): void {
    for (const { condition } of this.#entries.values()) condition.forget(contact);
  }

  #advance(entry: Entry, leaf: PlanLeaf, budget: ReadBudget): boolean {
    const isDone = entry.condition.advance(leaf, budget);
    const { bytes } = entry.condition;
    this.#memory.note(bytes - entry.bytes);
    entry.bytes = bytes;
    if (isDone) entry.isReady = true;
    return isDone;
  }

  /** Whether a leaf that does not stand yet does when it is asked for. */
  #mayStand({ key }: KeyedLeaf): boolean {
    return this.#asked.has(key as string) && !this.#memory.isOver;
  }

  #entryOf(key: string, form: Form): Entry | undefined {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#memory.makeRoom();
      if (this.#memory.isOver) return undefined;
      entry = this.#newEntry(key, form.make());
    }
    if (entry.question !== this.#question) this.#used.push(entry);
    entry.question = this.#question;
    return entry;
  }

  #newEntry(key: string, condition: StandingCondition): Entry {
    const onLetGo = () => {
      this.#entries.delete(key);
      if (condition instanceof StandingContacts) this.#settleContactRows();
    };
    const entry = new Entry(condition, () => this.#question, onLetGo);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Some leaves of one key can stand in several ways; undefined for one that is answered anew. */
  #formOf(leaf: KeyedLeaf): Form | undefined {
    if (leaf.key === undefined || this.#memory.maxBytes === 0) return undefined;
    const shard = this.#shard;
    switch (leaf.kind) {
      case 'field': {
        const field = shard.field(leaf.field);
        if (field === undefined || field.held(leaf.test) !== undefined) return undefined;
        return { name: 'field', make: () => new StandingField(leaf, field, shard) };
      }
      case 'event': {
        if (leaf.aggregate === 'distinct') {
          const name = `distinct ${shortKey(keyOfParts(leaf.test))}`;
          return { name, make: () => this.#byContact(leaf, distinctForm(leaf, shard.events)) };
        }
        if (!isStandable(leaf)) return undefined;
        if (activityAsked(leaf) && hasMostEvents(leaf, shard.events)) {
          // Of one type, the index has the answer.
          const isHeld = leaf.sources.length === 1 && hasAllEvents(leaf, shard.events);
          return isHeld ? undefined : { name: 'ever', make: () => new StandingEver(shard) };
        }
        if (asksForSome(leaf) && this.#isAnsweredAtOnce(leaf)) return undefined;
        return { name: 'events', make: () => new StandingEvents(leaf, shard, this.#memory.arrays) };
      }
      case 'sequence':
        if (!isExactSequence(leaf)) return undefined;
        return {
          name: 'sequence',
          make: () => this.#byContact(leaf, sequenceForm(leaf, shard.events)),
        };
    }
  }

  #byContact(leaf: KeyedLeaf, form: ContactForm): StandingCondition {
    return new StandingContacts(leaf, form, this.#shard, (event) => this.#rowsByContact(event));
  }

  #rowsByContact(event: number): ContactRows {
    let rows = this.#contactRows.get(event);
    if (rows === undefined) {
      rows = new ContactRows(() => this.#shard.events.rowsOf(event));
      this.#contactRows.set(event, rows);
    }
    return rows;
  }

  /** Counts the rows by contact anew, and lets go of those that no condition reads any more. */
  #settleContactRows(): void {
    const read = new Set<number>();
    for (const { condition } of this.#entries.values()) {
      if (condition instanceof StandingContacts)
        for (const event of condition.events) read.add(event);
    }
    let bytes = 0;
    for (const [event, rows] of this.#contactRows) {
      if (read.has(event)) bytes += rows.bytes;
      else this.#contactRows.delete(event);
    }
    this.#memory.note(bytes - this.#contactRowsBytes);
    this.#contactRowsBytes = bytes;
  }

  /** Whether someone had an event is found quickly, the first time: from days, or from few rows. */
  #isAnsweredAtOnce(leaf: EventLeaf): boolean {
    const { key, sources, window } = leaf;
    if (this.#asked.has(key as string) || this.#entries.has(`events ${key}`)) return false;
    if (activityAsked(leaf)) return true;
    let rows = 0;
    for (const { event } of sources) {
      rows += this.#shard.events.rowsOf(event)?.countWithin(window) ?? 0;
    }
    return rows <= FEW_ROWS;
  }
}

function keyAs({ name }: Form, { key }: KeyedLeaf): string {
  return `${name} ${key}`;
}

function isKeyed(node: PlanNode): node is KeyedLeaf {
  return 'key' in node && node.key !== undefined;
}
