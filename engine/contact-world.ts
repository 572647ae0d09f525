/**
 * One contact by itself: a shard that has nobody else, so that it can be asked about many moments at
 * little cost, with the same code that answers for everyone.
 */
import type { Position, ShardIndex } from './brands.ts';
import type { EventPage } from './event-rows.ts';
import { chosen } from './event-scan.ts';
import type { EventSource, Plan, PlanNode, Span } from './plan.ts';
import { edgesOf } from './plan-edges.ts';
import { Evaluation } from './plan-evaluate.ts';
import { keyOfParts } from './plan-key.ts';
import type { Schema } from './schema.ts';
import { Shard } from './shard.ts';
import { decodeBatch } from './shard-batch.ts';
import { describeEvent } from './shard-read.ts';
import type { EventAnswer } from './shard-tasks.ts';
import { zoneOf } from './zone.ts';

export class ContactWorld {
  readonly #shard: Shard;
  readonly #schema: Schema;

  /** Of a batch that `extractContact` made, under the same schema. */
  constructor(batch: Uint8Array, schema: Schema) {
    this.#schema = schema;
    this.#shard = new Shard(0 as ShardIndex, schema);
    this.#shard.apply(decodeBatch(batch), 1 as Position);
  }

  /** For each root whether it selects the contact. */
  selects(plan: Plan): readonly boolean[] {
    const evaluation = new Evaluation({ ...plan, isStanding: false }, this.#shard);
    try {
      return evaluation.counts().map((count) => count === 1);
    } finally {
      evaluation.dispose();
    }
  }

  /** The events that conditions of a plan mean, within their windows: how many, and the newest. */
  eventsOf(
    { nodes }: Plan,
    limit: number,
  ): { readonly count: number; readonly newest: readonly EventAnswer[] } {
    const found = new Map<string, { event: number; page: EventPage; row: number; time: number }>();
    for (const { source, span } of nodes.flatMap(sourcesOf)) {
      const { event } = source;
      const scan = this.#shard.events.scanOf(source);
      for (const page of scan.rows?.pagesWithin(span) ?? []) {
        const count = scan.choose(page, span);
        for (const row of chosen.slice(0, count)) {
          const time = page.times[row] as number;
          found.set(`${event} ${page.id} ${row}`, { event, page, row, time });
        }
      }
    }
    const newest = [...found.values()]
      .sort((a, b) => b.time - a.time)
      .slice(0, limit)
      .map(({ event, page, row }) => describeEvent(event, page, row, this.#shard, this.#schema));
    return { count: found.size, newest };
  }

  /**
   * Tells moments apart at which a question may have different answers: two that have the same text,
   * and all between them if the text never changes there, have one answer. Undefined when the question
   * shows its moment elsewhere too.
   */
  signatureOf(plan: Plan): string | undefined {
    if (plan.key === undefined) return undefined;
    const times = this.#timesOf(plan);
    const ranks = edgesOf(plan).map((edge) => rankOf(edge, times));
    // A leaf's key says nothing of the days that its test is bound to.
    const tests = plan.nodes.map((node) =>
      node.kind === 'field' && node.isMoving !== true ? keyOfParts(node.test) : '',
    );
    return `${plan.key} ${ranks.join()} ${tests.join()}`;
  }

  #times: Float64Array | undefined;
  /** By time zones and gaps of a question, which do not depend on its moment. */
  readonly #timesByGaps = new Map<string, Float64Array>();

  /** Ascending: whenever something happened, a value is, or a gap after an event ends. */
  #timesOf({ nodes }: Plan): Float64Array {
    const gaps = nodes.flatMap((node) => {
      if (node.kind !== 'sequence' || node.absent?.gap === undefined) return [];
      return [{ zone: node.zone, gap: node.absent.gap }];
    });
    if (gaps.length === 0) return this.#allTimes();
    const key = JSON.stringify(gaps);
    let times = this.#timesByGaps.get(key);
    if (times === undefined) {
      const events = this.#allTimes();
      // What ends at a moment counts from that moment on.
      const ends = gaps.flatMap(({ zone, gap }) =>
        Array.from(events, (time) => zoneOf(zone).shift(time, gap, 1) - 1),
      );
      times = Float64Array.from([...events, ...ends]).sort();
      this.#timesByGaps.set(key, times);
    }
    return times;
  }

  #allTimes(): Float64Array {
    if (this.#times === undefined) {
      const times: number[] = [];
      for (const [, { rows }] of this.#shard.events.types()) {
        for (const page of rows.pages) times.push(...page.times.subarray(0, page.rows));
      }
      for (const { id, type } of this.#schema.fields()) {
        if (type !== 'datetime') continue;
        const value = this.#shard.field(id)?.get(0);
        if (value !== undefined) times.push(value as number);
      }
      this.#times = Float64Array.from(times).sort();
    }
    return this.#times;
  }
}

function sourcesOf(
  node: PlanNode,
): readonly { readonly source: EventSource; readonly span: Span }[] {
  if (node.kind === 'event') {
    return node.sources.map((source) => ({ source, span: node.window }));
  }
  if (node.kind !== 'sequence') return [];
  const steps = node.steps.flatMap(({ sources }) =>
    sources.map((source) => ({ source, span: node.window })),
  );
  const until = { from: node.window.from, to: node.at + 1 };
  const absent = node.absent?.sources.map((source) => ({ source, span: until })) ?? [];
  return [...steps, ...absent];
}

/** How many of the ascending times lie before an edge. */
function rankOf(edge: number, times: Float64Array): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
