/** The audience of a campaign: the waterfall, and the contacts of each of its steps. */
import { ok } from '../../engine/index.ts';
import { momentData } from './handle-compare.ts';
import { RECIPIENT_TYPES, recipientOptions, recipientReply } from './handle-recipients.ts';
import { schemaBody } from './http-body.ts';
import { affordable, replyWith, route } from './http-route.ts';
import { audienceBody, audienceRecipientsBody } from './request-body.ts';
import { askingQuery, recipientsQuery } from './request-query.ts';

export const audienceRoutes = [
  route({
    method: 'POST',
    path: '/v1/audience',
    scope: 'read',
    summary: 'From whom a rule selects down to whom a channel reaches, step by step',
    query: askingQuery,
    body: schemaBody(audienceBody),
    handle: async ({ service, caller, body }) => {
      const asked = affordable(body.asked, caller);
      return replyWith(await service.audience({ ...body, asked }), momentData);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/audience/recipients',
    scope: 'export',
    summary: 'The recipients of an audience, or whom one of its steps takes away',
    isExport: true,
    offers: RECIPIENT_TYPES,
    query: recipientsQuery,
    body: schemaBody(audienceRecipientsBody),
    async handle({ service, caller, query, body, type }) {
      const { audience, step, ...rest } = body;
      const options = recipientOptions(type, { ...rest, safe: query.safe });
      const found = await service.audienceRecipients(
        { ...audience, asked: affordable(audience.asked, caller) },
        step,
        options,
      );
      return found.ok ? ok(recipientReply(found.value, options)) : found;
    },
  }),
];
