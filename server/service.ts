/**
 * What Muster does, as the HTTP handlers and the command line see it. `muster.ts` does it.
 *
 * Everything here takes parsed JSON (`unknown` where the engine validates it, with the place of
 * each fault as an RFC 6901 pointer into what was given) and returns plain data or a `Failure`.
 */
import type {
  AuditEntry,
  Issue,
  JsonValue,
  Millis,
  Ordinal,
  Position,
  Result,
  RowChunk,
  RowFormat,
  ValueType,
} from '../engine/index.ts';
import type { BulkItem, BulkOutcome } from '../storage/index.ts';
import type { Limits } from './http/limits.ts';

/** Every expected way in which a request can fail; `problem.ts` maps each to status and text. */
export type Failure =
  | { readonly kind: 'invalid'; readonly errors: readonly Issue[] }
  | {
      readonly kind: 'not-found';
      readonly message: string;
      /** Of the part of the body that names what is not there, when there are several. */
      readonly path?: string;
    }
  | { readonly kind: 'conflict'; readonly message: string; readonly ids?: readonly string[] }
  | { readonly kind: 'precondition'; readonly message: string }
  | { readonly kind: 'unsupported-media-type'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string }
  /** There is no room on the disk for the write; nothing of it happened. */
  | { readonly kind: 'disk-full'; readonly message: string }
  /** Answering would read more than whoever asks may have read. */
  | { readonly kind: 'too-costly'; readonly message: string }
  /** More is waiting to be written than may wait. */
  | { readonly kind: 'busy'; readonly message: string };

export type Answer<T> = Promise<Result<T, Failure>>;

export type { BulkItem, BulkOutcome };

export type BulkOptions = {
  /** Store all or nothing: one bad item fails the whole write as `invalid`. */
  readonly strict: boolean;
};

/** A bulk write as it came over the network. */
export type BulkBody = {
  readonly bytes: Uint8Array;
  /** The media type, without parameters. */
  readonly type: string;
  /** The `Content-Encoding`, if any. */
  readonly encoding?: string;
  readonly limits: Limits;
};

export type Written = { readonly position: Position };

/** A rule as it came in: `rule` is raw JSON. Paths of faults start at `/rule`, `/timezone`, … */
export type Question = {
  readonly rule: unknown;
  readonly timezone?: string;
  readonly at?: Millis;
  readonly channel?: string;
} & Affordable;

/** More than so many rows of events, as an estimate says, may not be read for an answer. */
export type Affordable = { readonly maxRows?: number };

/** The same about a saved segment, which brings its own rule and time zone. */
export type SegmentQuestion = {
  readonly segment: string;
  readonly at?: Millis;
  readonly channel?: string;
} & Affordable;

export type CountAnswer = {
  readonly count: number;
  /** Only with a channel: the whole segment, of which `count` is the reachable part. */
  readonly matched?: number;
  readonly total: number;
  readonly at: Millis;
  readonly nodes?: readonly BreakdownNode[];
} & EventsFrom;

/** Only when the question looks further back than events are kept: from when on they are. */
export type EventsFrom = { readonly eventsFrom?: Millis };

export type BreakdownNode = {
  readonly path: string;
  readonly count: number;
  readonly without: number;
};

/** A node of a plan, in the words of people who tune one. */
export type ExplainedNode = {
  /** Its number in the plan. */
  readonly node: number;
  /** `and`, `or`, `not`, `everyone`, `nobody`, or the kind of a condition. */
  readonly operator: string;
  /** A condition in words, with the moments and names that it was bound to. */
  readonly condition?: string;
  /** How it was answered: from the index, a scan, standing, for survivors alone, not at all. */
  readonly access?: string;
  /** A part of several, which stands above in full. */
  readonly is_above?: true;
  /** The part of the index that has the answer, standing or not. */
  readonly index?: string;
  /** Contacts expected, and found: of those `tested`, when only survivors were. */
  readonly estimate?: number;
  readonly count?: number;
  readonly tested?: number;
  /** Microseconds of all shards together, without the children. */
  readonly time_us?: number;
  /** In the order in which they were combined. */
  readonly children?: readonly ExplainedNode[];
};

export type ExplainedCondition = {
  /** Where it stands in the rule. */
  readonly path: string;
  readonly condition: string;
  readonly in: boolean;
  /** The events of the contact that it means, of its window: how many, and the newest. */
  readonly events_total?: number;
  readonly events?: readonly ContactEvent[];
};

export type ContactExplanation = {
  readonly id: string;
  readonly ordinal: number;
  readonly in: boolean;
  /** Every group and condition of the rule, each by itself. */
  readonly conditions: readonly ExplainedCondition[];
  /**
   * Since when it has been in, or out, by its events and the clock, its fields being what they are
   * now; without one for longer than it was looked back.
   */
  readonly since?: string;
  /** When it will leave, or join, if nothing happens; without one not as far as it was looked. */
  readonly until?: string;
  /** As far as it was looked: 400 days, or what half a second was enough for. */
  readonly looked_from: string;
  readonly looked_until: string;
};

export type ExplainAnswer = {
  readonly contact?: ContactExplanation;
  readonly count: number;
  readonly total: number;
  readonly at: Millis;
  /** Microseconds of reading what stands from now on, before anything was counted. */
  readonly preparedMicros: number;
  readonly plan: ExplainedNode;
} & EventsFrom;

export type OverlapQuestion = {
  readonly segments: readonly string[];
  readonly at?: Millis;
  /** Counts of every combination too, of up to six segments. */
  readonly regions?: boolean;
} & Affordable;

/** Contacts in each of these segments, and in none of the other ones that were compared. */
export type OverlapRegion = { readonly segments: readonly string[]; readonly count: number };

export type OverlapAnswer = {
  readonly segments: readonly string[];
  /** Each with each; itself on the diagonal. */
  readonly counts: readonly (readonly number[])[];
  readonly regions?: readonly OverlapRegion[];
  readonly total: number;
  readonly at: Millis;
} & EventsFrom;

export type DiffQuestion = {
  readonly before: Omit<Question, 'at'> | Omit<SegmentQuestion, 'at'>;
  readonly after: Omit<Question, 'at'> | Omit<SegmentQuestion, 'at'>;
  readonly at?: Millis;
  /** Members shown of each side of the difference. */
  readonly limit: number;
} & Affordable;

export type DiffAnswer = {
  readonly before: number;
  readonly after: number;
  readonly added: { readonly count: number; readonly members: readonly Member[] };
  readonly removed: { readonly count: number; readonly members: readonly Member[] };
  readonly total: number;
  readonly at: Millis;
} & EventsFrom;

export type CountsQuestion = Affordable & {
  /** Each about its own moment, or about the same now. */
  readonly questions: readonly (Omit<Question, 'maxRows'> | Omit<SegmentQuestion, 'maxRows'>)[];
};

export type OneCount = {
  readonly count: number;
  /** With a channel: of whom `count` can be reached. */
  readonly matched?: number;
  readonly at: Millis;
} & EventsFrom;

export type CountsAnswer = {
  /** In the order of the questions. */
  readonly counts: readonly OneCount[];
  /** All contacts. */
  readonly total: number;
  /** The now of questions that are about now. */
  readonly at: Millis;
};

/** A value of a field, that it has one, or that an event ever happened. */
export type ProfileTrait = {
  readonly field?: string;
  readonly value?: JsonValue;
  readonly event?: string;
  /** Contacts of the segment. */
  readonly count: number;
  /** Of the segment, and of everyone, from 0 to 1. */
  readonly share: number;
  readonly everyone: number;
  /** The one divided by the other. */
  readonly lift: number;
};

export type ProfileAnswer = {
  readonly count: number;
  readonly total: number;
  readonly at: Millis;
  /** What is commoner in the segment, the most telling first. */
  readonly traits: readonly ProfileTrait[];
} & EventsFrom;

export type AudienceQuestion = {
  readonly asked: Omit<Question, 'channel'> | Omit<SegmentQuestion, 'channel'>;
  readonly channel: string;
  readonly exclude: readonly string[];
};

export type AudienceStep = {
  /** Takes away whoever lacks what the channel requires, has what it refuses, or is excluded. */
  readonly kind: 'required' | 'refused' | 'excluded';
  /** That the condition carries in the channel's rule, or the id of the segment. */
  readonly name: string;
  /** Where it stands in the channel's rule. */
  readonly path?: string;
  readonly segment?: string;
  readonly removed: number;
  readonly left: number;
};

export type AudienceAnswer = {
  readonly matched: number;
  readonly steps: readonly AudienceStep[];
  readonly recipients: number;
  readonly total: number;
  readonly at: Millis;
} & EventsFrom;

export type RecipientOptions = {
  readonly format: RowFormat | 'roaring';
  readonly fields: readonly string[];
  readonly limit?: number;
  /** Only ordinals greater than this one. */
  readonly after?: Ordinal;
};

/** `count` is all recipients, whatever `limit` and `after` leave of them. */
export type RecipientAnswer = {
  readonly count: number;
  readonly at: Millis;
  readonly position: Position;
  readonly body:
    | { readonly kind: 'roaring'; readonly bytes: Uint8Array }
    | ({ readonly kind: 'rows' } & Rows);
} & EventsFrom;

/** Encoded rows by ordinal; `fields` are the names of their columns, each once. */
export type Rows = { readonly fields: readonly string[]; readonly chunks: readonly RowChunk[] };

export type Member = {
  readonly ordinal: Ordinal;
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

export type ContactEvent = {
  readonly event: string;
  readonly time: string;
  readonly attributes: Readonly<Record<string, JsonValue>>;
};

/** `eventsFrom`: when one of the segments looks further back than that. */
export type ContactView = Member & {
  readonly segments?: readonly string[];
  readonly events?: readonly ContactEvent[];
} & EventsFrom;

export type SegmentBody = {
  readonly name: string;
  readonly description?: string;
  readonly rule: unknown;
  readonly timezone?: string;
};

export type SegmentView = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rule: unknown;
  readonly timezone: string;
  readonly updated_at: string;
  readonly warnings: readonly Issue[];
  /** Changes with every change of the segment; what an `ETag` says, without quotes. */
  readonly version: string;
};

export type SegmentListing = Omit<SegmentView, 'rule' | 'version'> & { readonly count: number };

export type AuditQuery = {
  readonly limit: number;
  /** Only entries of earlier positions. */
  readonly before?: number;
  readonly kind?: AuditEntry['kind'];
  readonly id?: string;
};

export type AuditView = {
  readonly position: number;
  readonly at: string;
  /** The id of the access key. */
  readonly by?: string;
  readonly kind: AuditEntry['kind'];
  readonly id: string;
  readonly event?: string;
  readonly change: AuditEntry['change'];
  readonly before?: unknown;
  readonly added?: number;
  readonly removed?: number;
};

/** What a segment is or has been. */
export type SegmentVersion = {
  readonly version: string;
  readonly name: string;
  readonly description: string;
  readonly rule: unknown;
  readonly timezone: string;
  readonly updated_at: string;
  readonly by?: string;
};

export type GroupView = { readonly id: string; readonly name: string; readonly count: number };
export type GroupWritten = Written & { readonly unknown: readonly string[] };
export type ChannelView = { readonly name: string; readonly rule: unknown };

export type ValueCount = { readonly value: JsonValue; readonly count: number };

export type Catalog = {
  readonly fields: readonly {
    readonly name: string;
    readonly type: ValueType;
    readonly contacts: number;
    readonly values: readonly ValueCount[];
  }[];
  readonly events: readonly {
    readonly type: string;
    readonly events: number;
    readonly contacts: number;
    readonly attributes: readonly {
      readonly name: string;
      readonly type: ValueType;
      readonly events: number;
      readonly values: readonly ValueCount[];
    }[];
  }[];
};

/** What a segment write expects to find: one at all, or one of these versions. */
export type Precondition =
  | { readonly any: true }
  | { readonly versions: readonly string[] }
  | undefined;

/**
 * What changes the data. Arguments and answers are plain data, since the writer may live in another
 * thread. An answer comes when the write is on disk and every question sees it.
 */
export interface WriteService {
  writeContacts(items: readonly BulkItem[], options: BulkOptions): Answer<BulkOutcome>;
  writeEvents(items: readonly BulkItem[], options: BulkOptions): Answer<BulkOutcome>;
  /** The same, of bytes. One object that is no list is refused as `invalid` when it is faulty. */
  writeBody(kind: 'contacts' | 'events', body: BulkBody, options: BulkOptions): Answer<BulkOutcome>;
  /** `fields` is the raw body: `{ field: value | null }`. */
  patchContact(id: string, fields: unknown): Answer<Written>;
  deleteContact(id: string): Answer<Written>;
  declareField(name: string, type: ValueType): Answer<Written>;
  dropField(name: string): Answer<Written>;
  declareAttribute(event: string, name: string, type: ValueType): Answer<Written>;
  dropAttribute(event: string, name: string): Answer<Written>;
  putSegment(
    id: string,
    body: SegmentBody,
    ifMatch: Precondition,
  ): Answer<Written & { version: string }>;
  deleteSegment(id: string, ifMatch: Precondition): Answer<Written>;
  putGroup(id: string, body: { name?: string; contacts: readonly string[] }): Answer<GroupWritten>;
  /** Makes a group of these ordinals, or replaces one. */
  fillGroup(id: string, name: string, ordinals: Uint32Array): Answer<Written>;
  changeGroup(
    id: string,
    body: { add?: readonly string[]; remove?: readonly string[] },
  ): Answer<GroupWritten>;
  deleteGroup(id: string): Answer<Written>;
  putChannel(name: string, rule: unknown): Answer<Written>;
  deleteChannel(name: string): Answer<Written>;
}

/** What the data answers. */
export interface AskService {
  /** The newest position: of the last write that is acknowledged and that every question sees. */
  position(): Position;
  /** `invalid` for a position that was not given yet; all others are visible. */
  checkPosition(position: number): Result<void, Failure>;

  count(question: Question | SegmentQuestion, options: { breakdown: boolean }): Answer<CountAnswer>;
  counts(question: CountsQuestion): Answer<CountsAnswer>;

  overlap(question: OverlapQuestion): Answer<OverlapAnswer>;
  diff(question: DiffQuestion): Answer<DiffAnswer>;
  profile(
    question: Question | SegmentQuestion,
    options: { readonly limit: number },
  ): Answer<ProfileAnswer>;
  audience(question: AudienceQuestion): Answer<AudienceAnswer>;
  /** Whom a step of the waterfall takes away, by its place, or without one who is left. */
  audienceRecipients(
    question: AudienceQuestion,
    step: number | undefined,
    options: RecipientOptions,
  ): Answer<RecipientAnswer>;
  /** Counts, and tells how; of a contact why it is in or out. */
  explain(
    question: Question | SegmentQuestion,
    options: { readonly contact?: string },
  ): Answer<ExplainAnswer>;
  recipients(
    question: Question | SegmentQuestion,
    options: RecipientOptions,
  ): Answer<RecipientAnswer>;
  /** Rows of these ordinals that exist, by ordinal, each once. */
  resolve(
    ordinals: readonly number[] | Uint32Array,
    options: { readonly format: RowFormat; readonly fields: readonly string[] },
  ): Answer<Rows>;
  preview(
    question: Question,
    options: { readonly limit: number },
  ): Answer<{ readonly count: number; readonly members: readonly Member[] } & EventsFrom>;
  contact(
    id: string,
    options: { readonly segments: boolean; readonly events: number },
  ): Answer<ContactView>;
  catalog(): Answer<Catalog>;
  segment(id: string): Answer<SegmentView>;
  segments(): Answer<readonly SegmentListing[]>;
  audit(query: AuditQuery): Answer<readonly AuditView[]>;
  /** Also of a segment that is deleted, as far as the audit goes back. */
  history(segment: string): Answer<readonly SegmentVersion[]>;
  group(id: string): Answer<GroupView>;
  groups(): Answer<readonly GroupView[]>;
  channel(name: string): Answer<ChannelView>;
  channels(): Answer<readonly ChannelView[]>;
}

export interface Service extends Omit<WriteService, 'fillGroup'>, AskService {
  /** The writes of whoever has an access key, who is noted. */
  by(key: string | undefined): Omit<WriteService, 'fillGroup'>;
  /** Whether a write of so many bytes would be taken now; if not it is refused as `busy`. */
  admitsWrite(bytes: number): boolean;
  /** Saves a segment as a version of its history. */
  restore(
    segment: string,
    version: string,
    ifMatch: Precondition,
    by?: string,
  ): Answer<Written & { version: string }>;
  /** Who is in a segment now becomes a group. */
  freeze(
    segment: string,
    group: string,
    by?: string,
  ): Answer<Written & { readonly count: number } & EventsFrom>;
}
