/** The description of the API in OpenAPI 3.1, from the schemas that requests are read by. */
import { z } from 'zod';
import { assert } from '../../engine/index.ts';
import { type NeededScope, SCOPE_MEANS, SCOPES } from '../access/access-scope.ts';
import * as answers from './answer-schemas.ts';
import { JSON_TYPE, MSGPACK_TYPE } from './http-negotiate.ts';
import type { Route } from './http-route.ts';
import { PROBLEMS } from './problem.ts';
import { ROUTE_DOCS, type RouteDoc } from './route-docs.ts';
import { ruleSchema } from './rule-schema.ts';

type Json = { readonly [key: string]: unknown };

export function openApi(routes: readonly Route[], version: string): Json {
  const components: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  componentsOf(ruleSchema, 'input', components);
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(route, components);
    paths[route.path] = item;
  }
  const problem = componentsOf(answers.problem, 'output', components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version,
      summary: 'Who is in this segment, right now, exactly.',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAG_MEANS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components,
      responses: {
        Problem: {
          description: problemsInWords(),
          content: { 'application/problem+json': { schema: problem } },
        },
      },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `An access key. Scopes: ${SCOPES.map((scope) => `${scope} (${SCOPE_MEANS[scope]})`).join('; ')}. Without any key the server answers this machine only.`,
        },
      },
    },
  };
}

const TAG_MEANS: Readonly<Record<RouteDoc['tag'], string>> = {
  Writing: 'Contacts, events, and the types of their fields and attributes.',
  Asking: 'How many, who, why, at any moment.',
  Comparing: 'Segments next to each other and to everyone, and down to whom a channel reaches.',
  Saved: 'Segments, groups and channels, and who changed them.',
  Catalog: 'What there is to ask about.',
  Operations: 'The server itself.',
};

const INTRODUCTION = [
  'Contacts and what they do are written, rules over both are counted and resolved, exactly and as of',
  'now or any other moment. JSON unless said; `application/msgpack` is taken and given wherever JSON',
  'is. A write is answered when it is on disk and every question sees it. Errors are',
  '`application/problem+json` (RFC 9457) with a JSON pointer to each fault.',
].join(' ');

function operation(route: Route, components: Record<string, unknown>): Json {
  const { method, path, scope, summary } = route;
  const doc = ROUTE_DOCS[`${method} ${path}`];
  assert(doc !== undefined, `${method} ${path} is documented`);
  const parameters = [...pathParameters(path), ...queryParameters(route, components)];
  const body = requestBody(route, doc.example.body, components);
  const answer = doc.answer && componentsOf(doc.answer, 'output', components);
  const content = Object.fromEntries(
    route.offers.map((type) => [
      type,
      answer === undefined || !isData(type) ? {} : { schema: answer },
    ]),
  );
  return {
    operationId: operationId(method, path),
    tags: [doc.tag],
    summary,
    description: scopeInWords(scope),
    security: scope === undefined ? [{}] : [{ key: [] }, {}],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: {
      '200': { description: 'Done', content },
      '4XX': { $ref: '#/components/responses/Problem' },
      '5XX': { $ref: '#/components/responses/Problem' },
    },
  };
}

function scopeInWords(scope: NeededScope): string {
  if (scope === undefined) return 'Needs no key.';
  return scope === 'any' ? 'Any key may.' : `Needs the scope \`${scope}\`.`;
}

/** Whether a format holds the same data as JSON does. */
function isData(type: string): boolean {
  return type === JSON_TYPE || type === MSGPACK_TYPE;
}

function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'v1');
  return [method.toLowerCase(), ...words]
    .map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
}

function pathParameters(path: string): readonly Json[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: 'Percent-encoded',
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route, components: Record<string, unknown>): readonly Json[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: componentsOf(schema as z.ZodType, 'input', components),
    ...(name === 'fields' && { style: 'form', explode: false }),
    ...(name in QUERY_WORDS && { description: QUERY_WORDS[name] }),
  }));
}

const QUERY_WORDS: Readonly<Record<string, string>> = {
  min_position: 'Waits until the write with this position is seen',
  at: 'The moment asked about: RFC 3339 or milliseconds; default: now',
  channel: 'Only whom this channel reaches',
  fields: 'Names of fields to show; repeated or separated by commas',
  limit: 'At most so many',
  after: 'Only ordinals greater than this',
  safe: 'CSV without formulas',
  strict: 'Stores all or nothing',
  segments: 'Also the segments that it is in',
  events: 'Also so many of its latest events',
};

function requestBody(
  { body }: Route,
  example: unknown,
  components: Record<string, unknown>,
): Json | undefined {
  if (body.types.length === 0) return undefined;
  const schema = body.schema && componentsOf(body.schema, 'input', components);
  const content = Object.fromEntries(
    body.types.map((type) => [
      type,
      {
        ...(schema !== undefined && isData(type) && { schema }),
        ...(type === JSON_TYPE && example !== undefined && { example }),
      },
    ]),
  );
  return { required: true, content };
}

/** A schema as JSON Schema; the parts that have a name become components. */
function componentsOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, unknown>,
): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
    },
  });
  const { $defs = {}, ...rest } = JSON.parse(
    JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as { readonly $defs?: Json } & Json;
  for (const [name, part] of Object.entries($defs)) components[name] ??= part;
  return rest;
}

function problemsInWords(): string {
  return Object.entries(PROBLEMS)
    .map(([kind, { status, title }]) => `${status} ${title} (\`${kind}\`)`)
    .join('; ');
}
