/**
 * The table of routes and scopes, made from the code and kept in `docs/API.md`; `npx vitest -u` writes
 * it anew when this test says that it is stale.
 */
import { expect, test } from 'vitest';
import { SCOPE_MEANS, SCOPES } from '../../server/access/access-scope.ts';
import { ROUTES } from '../../server/http/http-routes.ts';
import { PROBLEMS } from '../../server/http/problem.ts';
import { ROUTE_DOCS } from '../../server/http/route-docs.ts';

test('the page of the API has every route with its scope, and every error', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/API.md');
});

function page(): string {
  const tags = [...new Set(Object.values(ROUTE_DOCS).map(({ tag }) => tag))];
  const tables = tags.map((tag) => {
    const rows = ROUTES.flatMap(({ method, path, summary, scope, offers }) => {
      if (ROUTE_DOCS[`${method} ${path}`]?.tag !== tag) return [];
      const formats = offers.map((type) => type.replace('application/', '')).join(', ');
      return [`| \`${method} ${path}\` | ${summary} | ${scope ?? ''} | ${formats} |`];
    });
    return `## ${tag}\n\n| | | scope | answers |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const scopes = SCOPES.map((scope) => `| \`${scope}\` | ${SCOPE_MEANS[scope]} |`).join('\n');
  const problems = Object.entries(PROBLEMS)
    .map(([kind, { status, title }]) => `| ${status} | \`urn:muster:problem:${kind}\` | ${title} |`)
    .join('\n');
  return `${HEAD}
## Scopes

| scope | its keys may |
|---|---|
${scopes}

${tables.join('\n')}
## Errors

\`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, and \`errors\` with a
JSON pointer (RFC 6901) to each fault. 429 and 503 say in \`Retry-After\` when to come again.

| status | type | |
|---|---|---|
${problems}
`;
}

const HEAD = `# The API

Every route with its scope. A running server describes itself in full: \`/openapi.json\` is the OpenAPI 3.1
description, from the schemas that requests are read by, and \`/docs\` the same as a page, with an example
of each route. This page is made from the code by \`test/unit/route-table.test.ts\`, which fails when it
is stale; \`test/http/http-openapi.test.ts\` carries out every example, and
\`test/http/http-access.test.ts\` asks every route with every scope and without a key.

    curl -H "Authorization: Bearer $KEY" 'http://127.0.0.1:8080/v1/segments'

JSON unless said; \`application/msgpack\` is taken and given wherever JSON is. \`HEAD\` works wherever \`GET\`
does. Bodies may be packed with gzip. [campaign-sender.md](campaign-sender.md) sends to a segment
with the typed client, [security.md](security.md) is about keys and limits.
`;
