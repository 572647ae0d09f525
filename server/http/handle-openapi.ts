/** The API described: for programs, and for people. */
import { ok } from '../../engine/index.ts';
import { version } from '../version.ts';
import { noBody } from './http-body.ts';
import { JSON_TYPE } from './http-negotiate.ts';
import { type Route, route } from './http-route.ts';
import { openApi } from './openapi.ts';
import { openApiPage, PAGE_POLICY } from './openapi-page.ts';
import { noQuery } from './request-query.ts';

/** The routes that describe all, themselves too; made when they are asked for first. */
export function openApiRoutes(all: () => readonly Route[]): readonly Route[] {
  const api = once(() => openApi(all(), version()));
  // Anybody may ask, so it is to cost nothing.
  const json = once(() => Buffer.from(JSON.stringify(api())));
  const page = once(() => Buffer.from(openApiPage(api())));
  return [
    route({
      method: 'GET',
      path: '/openapi.json',
      scope: undefined,
      summary: 'This description, in OpenAPI 3.1',
      offers: [JSON_TYPE],
      query: noQuery,
      body: noBody,
      whileLoading: true,
      handle: async () => ok({ kind: 'bytes', type: JSON_TYPE, chunks: [json()] }),
    }),
    route({
      method: 'GET',
      path: '/docs',
      scope: undefined,
      summary: 'This description, as a page',
      offers: ['text/html'],
      query: noQuery,
      body: noBody,
      whileLoading: true,
      handle: async () =>
        ok({
          kind: 'bytes',
          type: 'text/html; charset=utf-8',
          chunks: [page()],
          headers: [['Content-Security-Policy', PAGE_POLICY]],
        }),
    }),
  ];
}

/** Made when it is asked for first. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
