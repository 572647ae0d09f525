/**
 * Draws figures of earlier runs as one SVG: the comparison with the peers (hot and cold medians by
 * class of question, logarithmic), growth (time and memory against contacts), or both.
 *
 * `--peers FILE` of the `peers` benchmark, `--growth FILE` of `growth`, `--out FILE`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { growthCharts } from './chart-growth.ts';
import { peerCharts } from './chart-peers.ts';
import type { GrowthFigures } from './growth-points.ts';
import type { PeerFigures } from './peer-figures.ts';

/** White, so that it can be read on a page of any colour. */
const SHEET = {
  background: 'white',
  padding: 12,
  spacing: 28,
  resolve: { scale: { color: 'independent' } },
  config: { font: 'sans-serif', view: { stroke: '#ddd' }, axis: { gridColor: '#eee' } },
} as const;

const { values: flags } = parseArgs({
  options: {
    peers: { type: 'string' },
    growth: { type: 'string' },
    out: { type: 'string' },
  },
});

if (flags.out === undefined || (flags.peers === undefined && flags.growth === undefined)) {
  console.error('chart --out FILE.svg with --peers FILE.json, --growth FILE.json or both');
  process.exitCode = 2;
} else {
  const charts = [
    ...(flags.peers === undefined ? [] : peerCharts(figuresOf<PeerFigures>(flags.peers))),
    ...(flags.growth === undefined ? [] : growthCharts(figuresOf<GrowthFigures>(flags.growth))),
  ];
  writeFileSync(flags.out, `${await svgOf({ ...SHEET, vconcat: charts })}\n`);
  console.log(`drawn: ${flags.out}`);
}

function figuresOf<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

async function svgOf(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
