/** Whether the process lives, and whether it can answer questions yet. */
import { err, ok } from '../../engine/index.ts';
import { noBody } from './http-body.ts';
import { route } from './http-route.ts';
import { noQuery } from './request-query.ts';

export const healthRoutes = [
  route({
    method: 'GET',
    path: '/healthz',
    scope: undefined,
    summary: 'Whether the process lives',
    query: noQuery,
    body: noBody,
    whileLoading: true,
    handle: async () => ok({ kind: 'data', data: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    scope: undefined,
    summary: 'Whether questions can be answered yet',
    query: noQuery,
    body: noBody,
    whileLoading: true,
    async handle({ readiness }) {
      const { ready, message } = readiness();
      if (ready) return ok({ kind: 'data', data: { status: 'ready' } });
      return err({ kind: 'loading', message: message ?? 'the data is still loading' });
    },
  }),
];
