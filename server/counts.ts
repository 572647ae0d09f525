/**
 * Many counts at once. Those about now are of one moment and one state of the data; those about a
 * moment of their own are counted a few at a time, so that whoever asks something small comes in
 * between. What whoever asks may have read is for all of them together.
 */
import { type CanonicalRule, err, type Millis, ok, weightOf } from '../engine/index.ts';
import type { Asker, Moment } from './asker.ts';
import { invalid, type ResolvedQuestion, under } from './question.ts';
import type { Answer, CountsAnswer, CountsQuestion, OneCount } from './service.ts';

/** Of all rules together, with what they list: some tenths of a second to read. */
const MAX_WEIGHT = 50_000;
/**
 * Rules of a past or coming moment that are counted in one task. Nothing stands for these, so each may
 * read all rows of its window: five hundred in one task kept a worker with a million events for
 * three to four seconds, sixteen do for a tenth of a second.
 */
const RULES_AT_ONCE = 16;

/** Questions that are counted together: their places. */
type Part = { readonly moment: Moment; readonly indexes: readonly number[] };

export async function counts(
  asker: Asker,
  { questions, maxRows }: CountsQuestion,
): Answer<CountsAnswer> {
  const now = asker.momentOf({});
  const resolved: ResolvedQuestion[] = [];
  let room = MAX_WEIGHT;
  for (const [index, question] of questions.entries()) {
    const one = asker.resolve(question);
    if (!one.ok) return err(under(`/questions/${index}`, one.error));
    room -= weightOf(rulesOf(one.value), room);
    if (room < 0) {
      const message = 'the questions have too many conditions to be counted at once';
      return invalid([{ path: '/questions', message }]);
    }
    resolved.push(one.value);
  }
  const parts = partsOf(resolved, now).map(({ moment, indexes }) => {
    const asked = indexes.map((index) => resolved[index] as ResolvedQuestion);
    return { moment, indexes, asked, rules: asked.flatMap(rulesOf) };
  });
  const affordable = await asker.afford(maxRows, parts);
  if (!affordable.ok) return affordable;
  const answers = Array.from<OneCount>({ length: questions.length });
  let total: number | undefined;
  for (const { moment, indexes, asked, rules } of parts) {
    const counted = await asker.count(moment, rules);
    if (!counted.ok) return counted;
    total ??= counted.value.total;
    const looksBack = counted.value.eventsFrom.eventsFrom !== undefined;
    let next = 0;
    for (const [i, question] of asked.entries()) {
      const { reached } = question;
      const matched = counted.value.counts[next++] as number;
      const count = reached === undefined ? matched : (counted.value.counts[next++] as number);
      answers[indexes[i] as number] = {
        count,
        ...(reached !== undefined && { matched }),
        at: moment.at,
        ...(looksBack && asker.eventsFrom(moment, rulesOf(question))),
      };
    }
  }
  return ok({ counts: answers, total: total ?? 0, at: now.at });
}

function rulesOf({ matched, reached }: ResolvedQuestion): readonly CanonicalRule[] {
  return reached === undefined ? [matched] : [matched, reached];
}

/** What is about now first, all of it and at the same now, while that is still so. */
function partsOf(resolved: readonly ResolvedQuestion[], now: Moment): readonly Part[] {
  const current: number[] = [];
  const asked = new Map<Millis, number[]>();
  for (const [index, { at, isNow }] of resolved.entries()) {
    if (isNow) {
      current.push(index);
      continue;
    }
    const others = asked.get(at) ?? [];
    others.push(index);
    asked.set(at, others);
  }
  return [
    ...(current.length === 0 ? [] : [{ moment: now, indexes: current }]),
    ...[...asked].flatMap(([at, indexes]) =>
      slicesOf(indexes, resolved).map((slice) => ({
        moment: { at, isNow: false },
        indexes: slice,
      })),
    ),
  ];
}

/** In slices with so few rules that they are counted in one task. */
function slicesOf(
  indexes: readonly number[],
  resolved: readonly ResolvedQuestion[],
): readonly (readonly number[])[] {
  const slices: number[][] = [];
  let room = 0;
  for (const index of indexes) {
    const rules = rulesOf(resolved[index] as ResolvedQuestion).length;
    if (room < rules) {
      slices.push([]);
      room = RULES_AT_ONCE;
    }
    slices.at(-1)?.push(index);
    room -= rules;
  }
  return slices;
}
