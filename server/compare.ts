/** Segments and rules next to each other: how much they share, and what a change would do. */
import { and, type CanonicalRule, err, not, ok, type Result, weightOf } from '../engine/index.ts';
import type { Asker } from './asker.ts';
import { invalid, under } from './question.ts';
import type {
  Answer,
  DiffAnswer,
  DiffQuestion,
  Failure,
  OverlapAnswer,
  OverlapQuestion,
  OverlapRegion,
} from './service.ts';

/** Segments of which each is counted with each. */
const MAX_OVERLAP_SEGMENTS = 50;
/** Of all rules together, with what they list. */
const MAX_WEIGHT = 250_000;
/** Segments whose every combination is counted. */
const MAX_REGION_SEGMENTS = 6;

export async function overlap(
  asker: Asker,
  { segments, regions: wantsRegions = false, ...when }: OverlapQuestion,
): Answer<OverlapAnswer> {
  const most = wantsRegions ? MAX_REGION_SEGMENTS : MAX_OVERLAP_SEGMENTS;
  if (segments.length > most) {
    return invalid([{ path: '/segments', message: `at most ${most} segments are compared` }]);
  }
  const again = segments.findIndex((id, i) => segments.indexOf(id) !== i);
  if (again !== -1) {
    return invalid([{ path: `/segments/${again}`, message: 'the segment is named twice' }]);
  }
  const rules = segmentRules(asker, segments, '/segments');
  if (!rules.ok) return rules;
  if (weightOf(rules.value, MAX_WEIGHT) > MAX_WEIGHT) {
    const message = 'the segments have too many conditions to be compared at once';
    return invalid([{ path: '/segments', message }]);
  }
  const pairs = rules.value.flatMap((a, i) => rules.value.slice(i).map((b) => both([a, b])));
  const combinations = wantsRegions ? combinationsOf(segments.length) : [];
  const regionRules = combinations.map((isIn) =>
    both(rules.value.map((rule, i) => (isIn[i] === true ? rule : not(rule)))),
  );
  const moment = asker.momentOf(when);
  const answer = await asker.count(moment, [...pairs, ...regionRules]);
  if (!answer.ok) return answer;
  const counted = answer.value;
  let next = 0;
  const counts = segments.map(() => segments.map(() => 0));
  for (let i = 0; i < segments.length; i++) {
    for (let j = i; j < segments.length; j++) {
      const count = counted.counts[next++] as number;
      (counts[i] as number[])[j] = count;
      (counts[j] as number[])[i] = count;
    }
  }
  const regions = combinations.map(
    (isIn): OverlapRegion => ({
      segments: segments.filter((_, i) => isIn[i] === true),
      count: counted.counts[next++] as number,
    }),
  );
  return ok({
    segments,
    counts,
    total: counted.total,
    at: moment.at,
    ...(wantsRegions && { regions }),
    ...counted.eventsFrom,
  });
}

/** Whom a change of a rule would add and take away, now. */
export async function diff(
  asker: Asker,
  { before, after, limit, ...when }: DiffQuestion,
): Answer<DiffAnswer> {
  const moment = asker.momentOf(when);
  const sides: CanonicalRule[] = [];
  for (const [name, side] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const resolved = asker.resolve({ ...side, ...when });
    if (!resolved.ok) return err(under(`/${name}`, resolved.error));
    sides.push(resolved.value.matched);
  }
  const [was, will] = sides as [CanonicalRule, CanonicalRule];
  const added = and([will, not(was)]);
  const removed = and([was, not(will)]);
  const answer = await asker.samples(
    moment,
    [was, will, added, removed],
    [
      { rule: added, limit },
      { rule: removed, limit },
    ],
  );
  if (!answer.ok) return answer;
  const { counts, total, members, eventsFrom } = answer.value;
  const [beforeCount, afterCount, addedCount, removedCount] = counts as [
    number,
    number,
    number,
    number,
  ];
  return ok({
    before: beforeCount,
    after: afterCount,
    added: { count: addedCount, members: members[0] ?? [] },
    removed: { count: removedCount, members: members[1] ?? [] },
    total,
    at: moment.at,
    ...eventsFrom,
  });
}

/** As `and`, but as two parts: what each is by itself is counted too, and found once. */
function both(children: readonly CanonicalRule[]): CanonicalRule {
  return { kind: 'and', children };
}

/** The rules of saved segments; `path` is where their ids stand. */
export function segmentRules(
  asker: Asker,
  ids: readonly string[],
  path: string,
): Result<readonly CanonicalRule[], Failure> {
  const rules: CanonicalRule[] = [];
  for (const [i, id] of ids.entries()) {
    const rule = asker.segment(id);
    if (rule === undefined) {
      return invalid([{ path: `${path}/${i}`, message: 'there is no such segment' }]);
    }
    rules.push(rule);
  }
  return ok(rules);
}

/** Every choice of some of `count` things, at least one: flags. */
function combinationsOf(count: number): readonly (readonly boolean[])[] {
  return Array.from({ length: 2 ** count - 1 }, (_, i) =>
    Array.from({ length: count }, (__, bit) => ((i + 1) & (1 << bit)) !== 0),
  );
}
