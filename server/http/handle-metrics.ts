/** The figures of the process as Prometheus reads them, also while the data is being opened. */
import { ok } from '../../engine/index.ts';
import { gauge, METRICS_TYPE, metricsText } from '../metrics/registry.ts';
import { noBody } from './http-body.ts';
import { route } from './http-route.ts';
import { noQuery } from './request-query.ts';

const isReady = gauge('ready', 'Whether questions are answered: 1, or 0 while the data is opened.');

export const metricsRoutes = [
  route({
    method: 'GET',
    path: '/metrics',
    scope: 'read',
    summary: 'Figures for Prometheus',
    offers: ['text/plain'],
    query: noQuery,
    body: noBody,
    whileLoading: true,
    async handle({ readiness }) {
      isReady.set(readiness().ready ? 1 : 0);
      const text = await metricsText();
      return ok({ kind: 'bytes', type: METRICS_TYPE, chunks: [Buffer.from(text)] });
    },
  }),
];
