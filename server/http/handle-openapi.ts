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
  let described: ReturnType<typeof openApi> | undefined;
  const api = () => {
    described ??= openApi(all(), version());
    return described;
  };
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
      handle: async () => ok({ kind: 'data', data: api() }),
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
          chunks: [Buffer.from(openApiPage(api()))],
          headers: [['Content-Security-Policy', PAGE_POLICY]],
        }),
    }),
  ];
}
