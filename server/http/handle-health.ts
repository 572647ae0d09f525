/**
 * Whether the process lives, and whether it can answer questions yet. While the data is being opened
 * these two answer, and what is not about the data; everything else is refused as `loading`.
 */
import { err, ok } from '../../engine/index.ts';
import { noBody } from './http-body.ts';
import { route } from './http-route.ts';
import type { Refusal } from './problem.ts';
import { noQuery } from './request-query.ts';

/** What is answered with 503 until the data is there; the message says how far that is. */
export function loading(message = 'the data is still loading'): Refusal {
  return { kind: 'loading', message };
}

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
      return ready ? ok({ kind: 'data', data: { status: 'ready' } }) : err(loading(message));
    },
  }),
];
