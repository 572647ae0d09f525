/** The type of a chart that stands under others on one sheet. */
import type { TopLevelSpec } from 'vega-lite';

export type Chart = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];
