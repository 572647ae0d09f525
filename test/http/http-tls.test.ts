/** HTTPS, with a certificate that is made for these tests alone (`test/data/tls`). */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';

const fileOf = (name: string) => fileURLToPath(new URL(`../data/tls/${name}`, import.meta.url));

it('encrypts what it answers, and answers nothing in the clear', async () => {
  const tls = { cert: fileOf('cert.pem'), key: fileOf('key.pem') };
  const server = await openTestServer({ tls });
  const ca = readFileSync(tls.cert);
  const body = await new Promise<string>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: '/healthz', ca };
    request(options, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
  expect(JSON.parse(body)).toEqual({ status: 'ok' });
  await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow('fetch failed');
  await server.close();
});
