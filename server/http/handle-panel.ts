/**
 * The panel: a page and its parts, for anybody, as there is nothing in them but how to ask. What they
 * show they ask for with the key of whoever looks.
 */
import { err, ok, type Result } from '../../engine/index.ts';
import { type PanelFile, panelFiles } from '../panel-files.ts';
import { noBody } from './http-body.ts';
import { type Reply, route } from './http-route.ts';
import type { Refusal } from './problem.ts';
import { noQuery } from './request-query.ts';

/** The page runs its own files and asks its own server, nothing and nobody else. */
const PANEL_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT = 'the panel is not built: `npm start` and `npm run build` do that';

export const panelRoutes = [
  route({
    method: 'GET',
    path: '/',
    scope: undefined,
    summary: 'The panel',
    offers: ['text/html'],
    query: noQuery,
    body: noBody,
    whileLoading: true,
    async handle({ headers }) {
      const page = (await panelFiles()).get('index.html');
      if (page === undefined) return err({ kind: 'not-found', message: NOT_BUILT });
      return send(page, headers, [
        ['Content-Security-Policy', PANEL_POLICY],
        ['Referrer-Policy', 'no-referrer'],
        ['Cross-Origin-Opener-Policy', 'same-origin'],
      ]);
    },
  }),
  route({
    method: 'GET',
    path: '/panel/{file}',
    scope: undefined,
    summary: 'A part of the panel',
    offers: ['text/javascript', 'text/css', 'image/svg+xml'],
    query: noQuery,
    body: noBody,
    whileLoading: true,
    async handle({ headers, params }) {
      const file = (await panelFiles()).get(`panel/${params.file}`);
      if (file === undefined) {
        return err({ kind: 'not-found', message: 'the panel has no such part' });
      }
      return send(file, headers, []);
    },
  }),
];

function send(
  { type, bytes, packed, isImmutable }: PanelFile,
  headers: ReadonlyMap<string, string>,
  more: readonly (readonly [string, string])[],
): Result<Reply, Refusal> {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(
    headers.get('accept-encoding') ?? '',
  );
  return ok({
    kind: 'bytes',
    type,
    chunks: [takesGzip ? packed : bytes],
    headers: [
      ['Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache'],
      ['Vary', 'Accept-Encoding'],
      ...(takesGzip ? ([['Content-Encoding', 'gzip']] as const) : []),
      ...more,
    ],
  });
}
