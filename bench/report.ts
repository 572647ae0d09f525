/** What benchmarks print and write: the machine, medians with their range, and all of it as JSON. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { plainTable } from '../server/import/import-report.ts';

/** A median with the smallest and the largest of the runs. */
export type Spread = { readonly median: number; readonly low: number; readonly high: number };

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, low: at(0), high: at(sorted.length - 1) };
}

/** A spread as `median (low–high)`. */
export function spreadText({ median, low, high }: Spread, digits = 0): string {
  const [m, l, h] = [median, low, high].map((value) => value.toFixed(digits));
  return `${m} (${l}–${h})`;
}

/** Of single times: how many there are, and what so many percent of them are at or below. */
export type Percentiles = {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Prints tables as they come, and keeps the figures behind them for a JSON file. */
export class Report {
  readonly #figures: Record<string, unknown>;

  /** Begins by printing the machine, the versions and the sizes. */
  constructor(name: string, sizes: Readonly<Record<string, number | string>>) {
    const [cpu] = cpus();
    const machine = {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.versions.node,
    };
    this.#figures = { benchmark: name, machine, sizes };
    const listed = Object.entries(sizes).map(([key, value]) => `${key} ${value}`);
    console.log(
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n${name}: ${listed.join(', ')}`,
    );
  }

  /** Prints rows of texts under their heads (the first column to the left) and keeps the figures. */
  table(
    name: string,
    head: readonly string[],
    rows: readonly (readonly string[])[],
    figures: unknown,
  ): void {
    this.#figures[name] = figures;
    const table = plainTable(
      head,
      head.map((_, column) => (column === 0 ? 'left' : 'right')),
    );
    for (const row of rows) table.push([...row]);
    console.log(`${name}\n${table.toString()}`);
  }

  /** Prints one figure as a line and keeps it. */
  line(name: string, text: string, figure: unknown): void {
    this.#figures[name] = figure;
    console.log(`${name}: ${text}`);
  }

  /** Writes everything to a file, if there is to be one. */
  write(file: string | undefined): void {
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(this.#figures, undefined, 2)}\n`);
  }
}
