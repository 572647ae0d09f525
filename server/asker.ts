/**
 * What questions that are made of several counts ask with: rules are resolved, canonical rules counted
 * at one moment.
 */
import type { CanonicalRule, Millis, Result, Rule } from '../engine/index.ts';
import type { Counts } from './count-memo.ts';
import type { ResolvedQuestion } from './question.ts';
import type {
  Answer,
  Catalog,
  EventsFrom,
  Failure,
  Member,
  Question,
  RecipientAnswer,
  RecipientOptions,
  SegmentQuestion,
} from './service.ts';

/** When a question is about; `isNow` when that was not asked for. */
export type Moment = {
  readonly at: Millis;
  readonly isNow: boolean;
  /** See `Affordable`. */
  readonly maxRows?: number | undefined;
};

export type Counted = Counts & { readonly eventsFrom: EventsFrom };

export type Asker = {
  /** Now, unless a moment is asked for. */
  readonly momentOf: (question: Pick<Question, 'at' | 'maxRows'>) => Moment;
  readonly resolve: (question: Question | SegmentQuestion) => Result<ResolvedQuestion, Failure>;
  /** The rule of a saved segment; undefined when there is none. */
  readonly segment: (id: string) => CanonicalRule | undefined;
  readonly channel: (name: string) => { readonly rule: unknown; readonly parsed: Rule } | undefined;
  readonly convert: (rule: Rule, zone: string) => CanonicalRule;
  /** Whether whoever asks may have so much read, for all of it together. */
  readonly afford: (
    maxRows: number | undefined,
    asked: readonly { readonly moment: Moment; readonly rules: readonly CanonicalRule[] }[],
  ) => Answer<void>;
  /** From when on events are kept, if one of the rules looks further back. */
  readonly eventsFrom: (moment: Moment, rules: readonly CanonicalRule[]) => EventsFrom;
  /** All of them, and all contacts, of one moment. */
  readonly count: (moment: Moment, rules: readonly CanonicalRule[]) => Answer<Counted>;
  /** Counts, and of each of some rules a few members, all of one state of the data. */
  readonly samples: (
    moment: Moment,
    rules: readonly CanonicalRule[],
    sampled: readonly { readonly rule: CanonicalRule; readonly limit: number }[],
  ) => Answer<Counted & { readonly members: readonly (readonly Member[])[] }>;
  readonly recipients: (
    question: () => Result<{ readonly moment: Moment; readonly rule: CanonicalRule }, Failure>,
    options: RecipientOptions,
  ) => Answer<RecipientAnswer>;
  readonly catalog: () => Promise<Catalog>;
};
