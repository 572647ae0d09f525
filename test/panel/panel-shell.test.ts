/** The page itself: what the server sends, who is let in, languages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, openPanel, type PanelSession } from './panel-session.ts';

let panel: PanelSession;

beforeAll(async () => {
  panel = await openPanel();
});

afterAll(() => panel.close());

describe('the page', () => {
  it('is served with a strict policy and parts that a browser may keep', async () => {
    const response = await fetch(`${panel.url}/`);
    const html = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|data:|http/);
    const [, script = ''] = /src="\.(\/panel\/[^"]+\.js)"/.exec(html) ?? [];
    const part = await fetch(panel.url + script);
    expect(part.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(part.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(part.headers.get('content-encoding')).toBe('gzip');
    expect((await fetch(`${panel.url}/panel/nothing.js`)).status).toBe(404);
    expect((await fetch(`${panel.url}/panel/..%2findex.html`)).status).toBe(404);
  });

  it('opens the segments, without a violation of accessibility', async () => {
    const page = await panel.open('/');
    await page.getByRole('link', { name: 'VIP', exact: true }).waitFor();
    await expectAccessible(page);
    await page.context().close();
    expect(panel.complaints).toEqual([]);
  });
});
