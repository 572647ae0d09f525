/** Growth as charts: time of a count, resident memory, and bytes of an event against contacts. */
import type { Chart } from './chart-spec.ts';
import type { GrowthFigures } from './growth-points.ts';

const SIZE = { width: 215, height: 200 } as const;
const GIB = 2 ** 30;

export function growthCharts({ points }: GrowthFigures): Chart[] {
  const rows = points.map((point) => ({
    ...point,
    events: `${point.eventsPerContact}`,
    millions: point.contacts / 1e6,
    gibibytes: point.rssBytes / GIB,
  }));
  const sizes = [...new Set(rows.map(({ millions }) => millions))];
  const events = [...new Set(points.map(({ eventsPerContact }) => eventsPerContact))];
  const place = {
    x: {
      field: 'millions',
      type: 'quantitative',
      title: 'contacts, millions',
      scale: { type: 'log', nice: false },
      axis: { format: '~r', values: sizes },
    },
    color: {
      field: 'events',
      type: 'nominal',
      title: 'events a contact',
      sort: events.sort((a, b) => a - b).map(String),
    },
  } as const;
  const panel = (title: string, field: string, isLogarithmic: boolean): Chart => ({
    ...SIZE,
    title,
    mark: { type: 'line', point: true },
    encoding: {
      ...place,
      y: {
        field,
        type: 'quantitative',
        title: null,
        scale: { type: isLogarithmic ? 'log' : 'linear' },
        axis: { format: '~r' },
      },
    },
  });
  return [
    {
      title: 'Growth',
      data: { values: rows },
      hconcat: [
        panel('hot count, ms', 'hotMedianMs', true),
        panel('cold count, ms', 'coldMedianMs', true),
        panel('resident memory, GiB', 'gibibytes', true),
        panel('bytes an event', 'bytesPerEvent', false),
      ],
    },
  ];
}
