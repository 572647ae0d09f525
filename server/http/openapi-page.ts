/** The description of the API as a page that needs nothing else: no script, no other host. */

type Json = { readonly [key: string]: unknown };

type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
  };
  readonly responses: {
    readonly 200: { readonly content: Readonly<Record<string, { readonly schema?: unknown }>> };
  };
};

/** Allows the page its own style, and nothing else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

export function openApiPage(api: Json): string {
  const { info, paths, tags, components } = api as {
    readonly info: {
      readonly title: string;
      readonly version: string;
      readonly description: string;
    };
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly tags: readonly { readonly name: string }[];
    readonly components: { readonly schemas: Json };
  };
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name }) => {
    const own = all.filter(({ operation }) => operation.tags.includes(name));
    return `<h2>${escaped(name)}</h2>${own.map(routeHtml).join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary>${escaped(name)}</summary>${code(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(info.title)} API ${escaped(info.version)}</h1>
<p>${inline(info.description)}</p>
<nav><ul>${all.map(({ path, method, operation }) => `<li><a href="#${operation.operationId}"><b>${method.toUpperCase()}</b> ${escaped(path)}</a> ${escaped(operation.summary)}</li>`).join('')}</ul></nav>
${sections.join('\n')}
<h2>Schemas</h2>${schemas.join('')}
</main></body></html>
`;
}

function routeHtml({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: where, description: words = '' }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${where}</td><td>${escaped(words)}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {});
  const example = bodies.find(([, { example: one }]) => one !== undefined)?.[1].example;
  const answers = Object.entries(responses[200].content);
  const schema = answers.find(([, { schema: one }]) => one !== undefined)?.[1].schema;
  return `<section id="${operationId}"><h3><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></h3>
<p>${escaped(summary)}. ${inline(description)}</p>
${rows.length === 0 ? '' : `<table><thead><tr><th>parameter</th><th>in</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`}
${bodies.length === 0 ? '' : `<p>Body: ${bodies.map(([type]) => `<code>${escaped(type)}</code>`).join(', ')}</p>`}
${example === undefined ? '' : code(example)}
<p>Answer: ${answers.map(([type]) => `<code>${escaped(type)}</code>`).join(', ')}</p>
${schema === undefined ? '' : `<details><summary>Schema of the answer</summary>${code(schema)}</details>`}
</section>`;
}

function code(json: unknown): string {
  return `<pre><code>${escaped(JSON.stringify(json, undefined, 2))}</code></pre>`;
}

function inline(text: string): string {
  return escaped(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav ul { list-style: none; padding: 0; columns: 24rem; }
nav li { break-inside: avoid; font-size: 0.9rem; }
section { border-top: 1px solid #8886; padding: 0.5rem 0 1rem; }
pre { overflow-x: auto; padding: 0.75rem; background: #8881; border-radius: 0.4rem; }
code { font: 0.9em ui-monospace, monospace; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: 0.1rem 1rem 0.1rem 0; vertical-align: top; }
`;
