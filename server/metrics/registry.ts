/**
 * What this process tells Prometheus, in one place for all of it: memory, garbage collection and the
 * event loop are the process's, whatever runs in it.
 *
 * `prom-client` holds the metrics and writes the text, because it is what Node programs use for that:
 * names, escapes and the format are settled there. Nothing is told to it while requests are served;
 * each part keeps plain numbers, and `beforeReading` has them copied when somebody reads.
 *
 * Labels are templates of routes, names of threads and other words of this code, never anything that
 * came with a request or is stored.
 */
import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { TallyState } from './tally.ts';

type Labels = Readonly<Record<string, string>>;
type Tell = () => void | Promise<void>;

const registry = new Registry();
const tellers = new Set<Tell>();
let reading: Promise<string> | undefined;

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Calls `tell` before each reading; the end of it is returned. */
export function beforeReading(tell: Tell): () => void {
  tellers.add(tell);
  return () => tellers.delete(tell);
}

/** All there is to tell; whoever reads at the same time reads the same. */
export function metricsText(): Promise<string> {
  reading ??= read().finally(() => {
    reading = undefined;
  });
  return reading;
}

async function read(): Promise<string> {
  // What cannot be told, as by a worker that is gone, is left as it was; the rest is told.
  await Promise.allSettled([...tellers].map(async (tell) => tell()));
  return registry.metrics();
}

export function gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
  return new Gauge({ name: `muster_${name}`, help, labelNames, registers: [registry] });
}

/** A counter that is kept elsewhere: each `set` gives all of what it has come to. */
export function total(name: string, help: string, labelNames: readonly string[] = []) {
  const options = { name: `muster_${name}_total`, help, labelNames, registers: [registry] };
  const counter = new Counter(options);
  return {
    set(samples: readonly { readonly labels: Labels; readonly value: number }[]): void {
      counter.reset();
      for (const { labels, value } of samples) counter.inc(labels, value);
    },
  };
}

type HistogramSample = { readonly labels: Labels; readonly tally: TallyState };

/** A histogram of tallies with these bounds, by labels. */
export function histogram(name: string, help: string, bounds: readonly number[]) {
  const fullName = `muster_${name}`;
  let samples: readonly HistogramSample[] = [];
  const metric = {
    name: fullName,
    help,
    type: 'histogram',
    get: async () => ({
      name: fullName,
      help,
      type: 'histogram',
      values: samples.flatMap((sample) => valuesOf(fullName, bounds, sample)),
    }),
  };
  // Of a metric a registry uses no more than this; prom-client's own cannot be given counts.
  registry.registerMetric(metric as unknown as Metric);
  return {
    set(all: readonly HistogramSample[]): void {
      samples = all;
    },
  };
}

function valuesOf(name: string, bounds: readonly number[], { labels, tally }: HistogramSample) {
  let count = 0;
  const buckets = tally.counts.map((own, i) => {
    count += own;
    const le = i < bounds.length ? String(bounds[i]) : '+Inf';
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: tally.sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
