/** Recipients, and contacts by ordinal, in the formats of a list. */
import {
  assert,
  csvHeader,
  formatInstant,
  msgpackArrayHeader,
  type Ordinal,
  ok,
  type RowFormat,
} from '../../engine/index.ts';
import type { RecipientAnswer, RecipientOptions, Rows } from '../service.ts';
import { eventsFromHeaders } from './events-from.ts';
import { noBody, ordinalsBody, schemaBody } from './http-body.ts';
import type { HttpHeader } from './http-message.ts';
import { CSV_TYPE, MSGPACK_TYPE, NDJSON_TYPE, ROARING_TYPE } from './http-negotiate.ts';
import { affordable, type Reply, route } from './http-route.ts';
import { recipientsBody } from './request-body.ts';
import { recipientsQuery, resolveQuery, segmentRecipientsQuery } from './request-query.ts';

const LIST_TYPES = [NDJSON_TYPE, CSV_TYPE, MSGPACK_TYPE];
export const RECIPIENT_TYPES = [NDJSON_TYPE, ROARING_TYPE, CSV_TYPE, MSGPACK_TYPE];

export const recipientRoutes = [
  route({
    method: 'GET',
    path: '/v1/segments/{id}/recipients',
    scope: 'export',
    summary: 'The recipients of a segment',
    isExport: true,
    offers: RECIPIENT_TYPES,
    query: segmentRecipientsQuery,
    body: noBody,
    async handle({ service, caller, params, query, type }) {
      const { min_position: _, fields, limit, after, safe, ...rest } = query;
      const options = recipientOptions(type, { fields, limit, after, safe });
      const found = await service.recipients(
        affordable({ segment: params.id, ...rest }, caller),
        options,
      );
      return found.ok ? ok(recipientReply(found.value, options)) : found;
    },
  }),
  route({
    method: 'POST',
    path: '/v1/recipients',
    scope: 'export',
    summary: 'The recipients of a rule',
    isExport: true,
    offers: RECIPIENT_TYPES,
    query: recipientsQuery,
    body: schemaBody(recipientsBody),
    async handle({ service, caller, query, body, type }) {
      const { breakdown: _, fields, limit, after, ...question } = body;
      const options = recipientOptions(type, { fields, limit, after, safe: query.safe });
      const found = await service.recipients(affordable(question, caller), options);
      return found.ok ? ok(recipientReply(found.value, options)) : found;
    },
  }),
  route({
    method: 'POST',
    path: '/v1/contacts/resolve',
    scope: 'export',
    summary: 'Contacts by their ordinals',
    isExport: true,
    offers: LIST_TYPES,
    query: resolveQuery,
    body: ordinalsBody,
    async handle({ service, query, body, type }) {
      const format = rowFormat(type, query.safe ?? false);
      const found = await service.resolve(body, { format, fields: query.fields ?? [] });
      return found.ok ? ok(rowsReply(found.value, format, [])) : found;
    },
  }),
];

type Asked = {
  readonly fields: readonly string[] | undefined;
  readonly limit: number | undefined;
  readonly after: number | undefined;
  readonly safe: boolean | undefined;
};

export function recipientOptions(type: string, asked: Asked): RecipientOptions {
  const { fields, limit, after, safe = false } = asked;
  return {
    format: type === ROARING_TYPE ? 'roaring' : rowFormat(type, safe),
    fields: fields ?? [],
    ...(limit !== undefined && { limit }),
    ...(after !== undefined && { after: after as Ordinal }),
  };
}

function rowFormat(type: string, safe: boolean): RowFormat {
  switch (type) {
    case CSV_TYPE:
      return safe ? 'csv-safe' : 'csv';
    case MSGPACK_TYPE:
      return 'msgpack';
    default:
      return 'ndjson';
  }
}

export function recipientReply(answer: RecipientAnswer, options: RecipientOptions): Reply {
  const headers: HttpHeader[] = [
    ['Muster-Count', String(answer.count)],
    ['Muster-At', formatInstant(answer.at)],
    ['Muster-Position', String(answer.position)],
    ...eventsFromHeaders(answer),
  ];
  const { format } = options;
  if (answer.body.kind === 'rows' && format !== 'roaring') {
    return rowsReply(answer.body, format, headers);
  }
  assert(answer.body.kind === 'roaring', 'the body is in the format that was asked for');
  return { kind: 'bytes', type: ROARING_TYPE, chunks: [answer.body.bytes], headers };
}

/** Puts before the rows what makes them one document. */
function rowsReply(rows: Rows, format: RowFormat, headers: readonly HttpHeader[]): Reply {
  const chunks = rows.chunks.map((chunk) => chunk.bytes);
  switch (format) {
    case 'ndjson':
      return { kind: 'bytes', type: NDJSON_TYPE, chunks, headers };
    case 'msgpack': {
      const total = rows.chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
      chunks.unshift(msgpackArrayHeader(total));
      return { kind: 'bytes', type: MSGPACK_TYPE, chunks, headers };
    }
    case 'csv':
    case 'csv-safe': {
      chunks.unshift(Buffer.from(csvHeader(rows.fields, format === 'csv-safe')));
      const type = `${CSV_TYPE}; charset=utf-8; header=present`;
      return { kind: 'bytes', type, chunks, headers };
    }
  }
}
