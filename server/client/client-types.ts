/** What is sent and what comes back, as JSON has it. */
import type { Issue, JsonValue, ValueType } from '../../engine/index.ts';
import type { KeyHistory, OwnKey } from '../access/access.ts';
import type { Scope } from '../access/access-scope.ts';
import type {
  AudienceAnswer,
  AuditQuery as AuditFilter,
  AuditView,
  BreakdownNode,
  Catalog,
  ChannelView,
  ContactEvent,
  ContactExplanation,
  DiffAnswer,
  ExplainedNode,
  GroupView,
  OverlapAnswer,
  ProfileAnswer,
  SegmentVersion as SegmentVersionView,
} from '../service.ts';
import type { Rule } from './client-rule.ts';
import type { CallOptions } from './transport.ts';

export type { Catalog, GroupView as Group, Issue, JsonValue, ValueType };

/** RFC 3339, or milliseconds since the epoch. */
export type Instant = string | number;

export type AskOptions = CallOptions & {
  /** Of a write whose effect has to be seen: refused when there was none of that position yet. */
  readonly minPosition?: number;
};

export type BulkOptions = CallOptions & {
  /** Store all or nothing. */
  readonly strict?: boolean;
};

/** A list may also be changed in place. */
export type FieldChange =
  | JsonValue
  | null
  | { readonly add?: readonly string[]; readonly remove?: readonly string[] };

export type ContactWrite = {
  readonly id: string;
  readonly fields: Readonly<Record<string, FieldChange>>;
};

export type EventWrite = {
  readonly contact: string;
  readonly event: string;
  readonly time?: Instant;
  /** With one, the same event written again changes nothing. */
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
};

export type Written = { readonly position: number };

export type BulkWritten = Written & {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly (Issue & { readonly index: number })[];
};

export type GroupWritten = Written & { readonly unknown: readonly string[] };

/** A rule, or a saved segment, which brings its own time zone. */
export type RuleOrSegment =
  | { readonly rule: Rule; readonly timezone?: string }
  | { readonly segment: string };

export type Question = RuleOrSegment & { readonly at?: Instant; readonly channel?: string };

/** With when the question was answered, and from when on events are kept if it looks further back. */
type Told<Answer> = Omit<Answer, 'at' | 'eventsFrom'> & {
  readonly at: string;
  readonly events_from?: string;
};

export type Count = Told<{
  readonly count: number;
  /** With a channel: of whom `count` can be reached. */
  readonly matched?: number;
  readonly total: number;
  readonly took_us: number;
  readonly nodes?: readonly BreakdownNode[];
}>;

/** In the order of the questions. */
export type Counts = {
  readonly counts: readonly Pick<Count, 'count' | 'matched' | 'at' | 'events_from'>[];
  readonly total: number;
  readonly at: string;
  readonly took_us: number;
};

export type ExplainQuestion = Question & {
  /** The id of one to tell of why it is in or out. */
  readonly contact?: string;
};

export type Explanation = Told<{
  readonly contact?: ContactExplanation;
  readonly count: number;
  readonly total: number;
  readonly took_us: number;
  readonly prepared_us: number;
  readonly plan: ExplainedNode;
}>;

export type OverlapQuestion = {
  readonly segments: readonly string[];
  readonly at?: Instant;
  readonly regions?: boolean;
};

export type DiffQuestion = {
  readonly before: RuleOrSegment;
  readonly after: RuleOrSegment;
  readonly at?: Instant;
  readonly limit?: number;
};

export type AudienceQuestion = RuleOrSegment & {
  readonly at?: Instant;
  readonly channel: string;
  /** Ids of segments. */
  readonly exclude?: readonly string[];
};

export type Overlap = Told<OverlapAnswer>;
export type Diff = Told<DiffAnswer>;
export type Profile = Told<ProfileAnswer>;
export type Audience = Told<AudienceAnswer>;

export type Recipient = {
  readonly ordinal: number;
  readonly id: string;
  /** Of the fields that were asked for those that have a value. */
  readonly fields: Readonly<Record<string, JsonValue>>;
};

export type RecipientsOptions = AskOptions & {
  /** None unless said. */
  readonly fields?: readonly string[];
  readonly limit?: number;
  /** Only ordinals above this one. */
  readonly after?: number;
};

export type RecipientFileOptions = RecipientsOptions & {
  /** Defuses what a spreadsheet would take for a formula, in CSV. */
  readonly safe?: boolean;
};

/** One moment: of how many recipients, when, and after which write. */
export type RecipientsMoment = {
  /** All of them, whatever `limit` and `after` leave. */
  readonly count: number;
  readonly at: string;
  readonly position: number;
  readonly events_from?: string;
};

export type RecipientFileType =
  | 'application/vnd.roaring'
  | 'application/x-ndjson'
  | 'application/msgpack'
  | 'text/csv';

export type Preview = {
  readonly count: number;
  readonly members: readonly Recipient[];
  readonly events_from?: string;
};

export type ContactOptions = AskOptions & {
  /** The ids of the segments that it is in. */
  readonly segments?: boolean;
  /** So many of its latest events. */
  readonly events?: number;
};

export type Contact = Recipient & {
  readonly segments?: readonly string[];
  readonly events?: readonly ContactEvent[];
  readonly events_from?: string;
};

export type SegmentWrite = {
  readonly name: string;
  readonly description?: string;
  readonly rule: Rule;
  readonly timezone?: string;
};

export type Segment = Required<SegmentWrite> & {
  readonly id: string;
  readonly updated_at: string;
  readonly warnings: readonly Issue[];
};

export type SegmentListing = Omit<Segment, 'rule'> & { readonly count: number };

/** What `ifMatch` takes: the segment as somebody has seen it. */
export type Tagged = { readonly etag: string };

export type ChangeOptions = CallOptions & {
  /** An `etag`, or `*` for any that there is: otherwise the change is refused (412). */
  readonly ifMatch?: string;
};

/** What a segment is or has been. */
export type SegmentVersion = Omit<SegmentVersionView, 'rule'> & { readonly rule: Rule };

export type AuditQuery = Partial<AuditFilter>;

/** Changes of what is saved and declared, the newest first, and the access keys that there have been. */
export type Audit = {
  readonly entries: readonly AuditView[];
  readonly keys: readonly KeyHistory[];
};

/** What whoever asks may do. */
export type AccessView = {
  /** Whether there are keys: otherwise everybody on that machine may do everything. */
  readonly keyed: boolean;
  readonly scopes: readonly Scope[];
  /** The one that was asked with. */
  readonly key?: OwnKey;
};

export type Channel = Omit<ChannelView, 'rule'> & { readonly rule: Rule };
