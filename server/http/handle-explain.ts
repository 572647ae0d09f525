/** How an answer comes about, and why a contact is a part of it. */
import { err, formatInstant } from '../../engine/index.ts';
import { eventsFromData } from './events-from.ts';
import { schemaBody } from './http-body.ts';
import { affordable, replyWith, route } from './http-route.ts';
import { explainBody } from './request-body.ts';
import { askingQuery } from './request-query.ts';

export const explainRoutes = [
  route({
    method: 'POST',
    path: '/v1/explain',
    scope: 'read',
    summary: 'How a count comes about, and why a contact is in or out',
    query: askingQuery,
    body: schemaBody(explainBody),
    async handle({ service, caller, body: { question, contact } }) {
      if (contact !== undefined && !caller.scopes.has('export')) {
        const message = 'the access key lacks the scope export, which shows contacts';
        return err({ kind: 'no-scope', message });
      }
      const startedMs = performance.now();
      const options = contact === undefined ? {} : { contact };
      const explained = await service.explain(affordable(question, caller), options);
      return replyWith(explained, ({ at, preparedMicros, plan, count, total, ...rest }) => ({
        count,
        total,
        at: formatInstant(at),
        took_us: Math.round((performance.now() - startedMs) * 1000),
        prepared_us: preparedMicros,
        plan,
        ...(rest.contact && { contact: rest.contact }),
        ...eventsFromData(rest),
      }));
    },
  }),
];
