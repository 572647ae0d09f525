/** The comparison with the peers as charts: a line for each engine in each class of question. */
import type { Chart } from './chart-spec.ts';
import type { PeerFigures } from './peer-figures.ts';

const CLASSES: Readonly<Record<string, string>> = {
  segments: 'sixteen segments',
  fields: 'ad hoc: fields',
  windowed: 'ad hoc: event in a window',
  sum: 'ad hoc: sums of 30–120 days',
  days: 'whole days',
};

const COLOURS: Readonly<Record<string, string>> = {
  Muster: '#d1495b',
  DuckDB: '#b08900',
  ClickHouse: '#2e6f95',
  Redis: '#6b705c',
};

const WIDTH = 360;
const HEIGHT = 330;

/** Medians as points, with a line from the quickest question of the class to the slowest. */
export function peerCharts(figures: PeerFigures): Chart[] {
  const { machine, sizes, engines } = figures;
  const rows = figures['by class of question'].flatMap((each) =>
    (['hot', 'cold'] as const).map((kind) => {
      const { median, low, high } = each[`${kind}Ms`];
      const title = CLASSES[each.class] ?? each.class;
      return { kind, class: title, engine: each.peer, median, low, high };
    }),
  );
  const names = engines.map(({ peer }) => peer);
  const versions = engines
    .slice(1)
    .map(({ peer, version }) => `${peer} ${version}`)
    .join(', ');
  const colour = {
    field: 'engine',
    type: 'nominal',
    title: null,
    legend: { symbolOpacity: 1, symbolType: 'circle' },
    sort: names,
    scale: { domain: names, range: names.map((name) => COLOURS[name] ?? '#333') },
  } as const;
  const place = {
    y: { field: 'class', type: 'nominal', title: null, sort: null, axis: { labelLimit: 0 } },
    yOffset: { field: 'engine', sort: names },
    color: colour,
  } as const;
  const panel = (kind: 'hot' | 'cold', title: string): Chart => ({
    title,
    width: WIDTH,
    height: HEIGHT,
    transform: [{ filter: `datum.kind === '${kind}'` }],
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.45 },
        encoding: {
          ...place,
          x: { field: 'low', type: 'quantitative' },
          x2: { field: 'high' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { ...place, x: { field: 'median', type: 'quantitative' } },
      },
      {
        mark: { type: 'text', dy: -7, fontSize: 9 },
        encoding: {
          ...place,
          x: { field: 'median', type: 'quantitative', ...MILLISECONDS },
          text: { field: 'median', type: 'quantitative', format: '.2~r' },
        },
      },
    ],
  });
  return [
    {
      title: {
        text: 'Count of a segment: median and range of the questions of a class',
        subtitle: [
          `${sizes.contacts.toLocaleString('en')} contacts, ` +
            `${sizes.events.toLocaleString('en')} events; ${machine.cpu}, ${machine.cores} cores`,
          `beside ${versions}`,
        ],
      },
      data: { values: rows },
      hconcat: [panel('hot', 'hot: asked again'), panel('cold', 'cold: first ask')],
      resolve: { scale: { x: 'shared', color: 'shared' } },
    },
  ];
}

const MILLISECONDS = {
  title: 'milliseconds',
  scale: { type: 'log' },
  axis: { format: '~r', tickCount: 6 },
} as const;
