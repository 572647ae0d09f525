/**
 * The questions that DuckDB and Muster are both asked about the travel data: a rule and, written by
 * hand and not translated from it, SQL that gives one number. `covers` is computed from the rule, so
 * it cannot claim what the rule does not use.
 */
import { featuresOf } from './covers.ts';
import type { Question } from './question.ts';
import { EVENT_QUESTIONS } from './questions-events.ts';
import { FIELD_QUESTIONS } from './questions-fields.ts';
import { REFERENCE_QUESTIONS } from './questions-references.ts';
import { SEQUENCE_QUESTIONS } from './questions-sequences.ts';
import { WINDOW_QUESTIONS } from './questions-windows.ts';

export const QUESTIONS: readonly Question[] = [
  ...FIELD_QUESTIONS,
  ...EVENT_QUESTIONS,
  ...WINDOW_QUESTIONS,
  ...SEQUENCE_QUESTIONS,
  ...REFERENCE_QUESTIONS,
].map((question) => ({ ...question, covers: [...featuresOf(question.rule)].sort() }));
