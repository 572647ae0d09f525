/** Counts, of a saved segment and of a rule. */
import { formatInstant } from '../../engine/index.ts';
import type { CountAnswer, CountsAnswer } from '../service.ts';
import { eventsFromData } from './events-from.ts';
import { momentData } from './handle-compare.ts';
import { noBody, schemaBody } from './http-body.ts';
import { affordable, replyWith, route } from './http-route.ts';
import { countBody, countsBody } from './request-body.ts';
import { askingQuery, countQuery } from './request-query.ts';

export const countRoutes = [
  route({
    method: 'GET',
    path: '/v1/segments/{id}/count',
    scope: 'read',
    summary: 'How many are in a segment',
    query: countQuery,
    body: noBody,
    async handle({ service, caller, params, query }) {
      const { min_position: _, ...options } = query;
      const startedMs = performance.now();
      const counted = await service.count(affordable({ segment: params.id, ...options }, caller), {
        breakdown: false,
      });
      return replyWith(counted, (answer) => countData(answer, startedMs));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/count',
    scope: 'read',
    summary: 'How many a rule selects',
    query: askingQuery,
    body: schemaBody(countBody),
    async handle({ service, caller, body }) {
      const { breakdown = false, ...question } = body;
      const startedMs = performance.now();
      const counted = await service.count(affordable(question, caller), { breakdown });
      return replyWith(counted, (answer) => countData(answer, startedMs));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/counts',
    scope: 'read',
    summary: 'How many each of several rules and segments selects, at one moment or at several',
    query: askingQuery,
    body: schemaBody(countsBody),
    async handle({ service, caller, body }) {
      const startedMs = performance.now();
      return replyWith(await service.counts(affordable(body, caller)), (answer) =>
        countsData(answer, startedMs),
      );
    },
  }),
];

function countsData({ counts, total, at }: CountsAnswer, startedMs: number) {
  return {
    counts: counts.map(momentData),
    total,
    at: formatInstant(at),
    took_us: Math.round((performance.now() - startedMs) * 1000),
  };
}

function countData(answer: CountAnswer, startedMs: number) {
  const { count, matched, total, at, nodes } = answer;
  return {
    count,
    ...(matched !== undefined && { matched }),
    total,
    at: formatInstant(at),
    took_us: Math.round((performance.now() - startedMs) * 1000),
    ...(nodes !== undefined && { nodes }),
    ...eventsFromData(answer),
  };
}
