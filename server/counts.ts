/** Many counts at once: those of one moment are of one state of the data. */
import { type CanonicalRule, err, type Millis, ok, weightOf } from '../engine/index.ts';
import type { Asker, Moment } from './asker.ts';
import { invalid, type ResolvedQuestion, under } from './question.ts';
import type { Answer, CountsAnswer, CountsQuestion, OneCount } from './service.ts';

/** Of all rules together, with what they list: some tenths of a second to read. */
const MAX_WEIGHT = 50_000;

export async function counts(
  asker: Asker,
  { questions, maxRows }: CountsQuestion,
): Answer<CountsAnswer> {
  const now = asker.momentOf({ ...(maxRows !== undefined && { maxRows }) });
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
  const answers = new Array<OneCount>(questions.length);
  let total = 0;
  // One moment after the other, so that whoever asks something small comes in between.
  for (const [moment, indexes] of byMoment(resolved, now)) {
    const asked = indexes.map((index) => resolved[index] as ResolvedQuestion);
    const counted = await asker.count(moment, asked.flatMap(rulesOf));
    if (!counted.ok) return counted;
    const { eventsFrom } = counted.value;
    total = counted.value.total;
    let next = 0;
    for (const [i, { reached }] of asked.entries()) {
      const matched = counted.value.counts[next++] as number;
      const count = reached === undefined ? matched : (counted.value.counts[next++] as number);
      answers[indexes[i] as number] = {
        count,
        ...(reached !== undefined && { matched }),
        at: moment.at,
        ...eventsFrom,
      };
    }
  }
  return ok({ counts: answers, total, at: now.at });
}

function rulesOf({ matched, reached }: ResolvedQuestion): readonly CanonicalRule[] {
  return reached === undefined ? [matched] : [matched, reached];
}

/** The places of the questions about each moment; what is about now is about the same now. */
function byMoment(
  resolved: readonly ResolvedQuestion[],
  now: Moment,
): ReadonlyMap<Moment, readonly number[]> {
  const moments = new Map<
    Millis | 'now',
    { readonly moment: Moment; readonly indexes: number[] }
  >();
  for (const [index, { at, isNow }] of resolved.entries()) {
    const key = isNow ? 'now' : at;
    const known = moments.get(key) ?? { moment: isNow ? now : { ...now, at, isNow }, indexes: [] };
    known.indexes.push(index);
    moments.set(key, known);
  }
  return new Map(Array.from(moments.values(), ({ moment, indexes }) => [moment, indexes]));
}
