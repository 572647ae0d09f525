/** The page itself: what the server sends, who is let in, and what is shown to whom. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { Access } from '../../server/access/access.ts';
import { writeKeys } from '../../server/access/access-file.ts';
import { makeKey } from '../../server/access/access-key.ts';
import { SCOPES, type Scope } from '../../server/access/access-scope.ts';
import {
  accessibilityFaults,
  openPanel,
  type PanelSession,
  settledCount,
} from './panel-session.ts';
import { buildRule } from './wizard-driver.ts';

describe('the page', () => {
  let panel: PanelSession;

  beforeAll(async () => {
    panel = await openPanel({ contacts: 0 });
  });

  afterAll(() => panel.close());

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
    const plain = await fetch(panel.url + script, { headers: { 'Accept-Encoding': 'gzip;q=0' } });
    expect(plain.headers.get('content-encoding')).toBe(null);
    expect(await plain.text()).toBe(await part.text());
    for (const path of ['nothing.js', '..%2findex.html', '%2e%2e%2fpackage.json']) {
      expect((await fetch(`${panel.url}/panel/${path}`)).status).toBe(404);
    }
  });

  it('is under 300 kB packed when somebody comes for the first time', async () => {
    const page = await panel.open('/segments');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const bytes = await page.evaluate<number>(
      `performance.getEntriesByType('resource')
        .concat(performance.getEntriesByType('navigation'))
        .filter(({ name }) => !name.includes('/v1/'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
    );
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(300_000);
    await page.context().close();
  });

  it('tells whoever has nothing yet how to begin', async () => {
    const page = await panel.open('/');
    await page.getByText(`${panel.url}/v1/contacts`).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
    expect(panel.complaints).toEqual([]);
  });
});

describe('with access keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-panel-'));
  let panel: PanelSession;
  let all: string;
  let readOnly: string;

  const newKey = (scopes: readonly Scope[]) =>
    makeKey({ name: 'test', scopes, createdMs: Date.now() });

  beforeAll(async () => {
    const [everything, reading] = [newKey(SCOPES), newKey(['read'])];
    writeKeys(folder, [everything.stored, reading.stored]);
    all = everything.text;
    readOnly = reading.text;
    const access = new Access(folder, () => Date.now() as Millis);
    panel = await openPanel({ access, key: all, contacts: 300, segments: ['vip'] });
  });

  afterAll(async () => {
    await panel.close();
    rmSync(folder, { recursive: true });
  });

  it('whoever has none is asked for one, and a wrong one is refused', async () => {
    const page = await panel.open('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Access key').fill('muster_wrong_key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this key.').waitFor();
    await page.getByLabel('Access key').fill(all);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'VIP', exact: true }).waitFor();
    await page.context().close();
  });

  it('a key stays in its tab, through a reload, and is forgotten at the end', async () => {
    const page = await panel.open('/');
    await page.getByLabel('Access key').fill(all);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'VIP', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'VIP', exact: true }).waitFor();
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('muster_');
    expect(await page.context().cookies()).toEqual([]);
    const other = await page.context().newPage();
    await other.goto(panel.url);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Language, Appearance' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await page.context().close();
  });

  it('a key that may only read counts, and is told what it may not do, where it wanted to', async () => {
    const page = await panel.open('/segments/new');
    await page.getByLabel('Access key').fill(readOnly);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Not mine');
    await buildRule(page, { event: 'purchase' });
    const { count } = await panel.client.count({ rule: { event: 'purchase' } });
    await expect.poll(() => settledCount(page)).toBe(count);
    await page.getByText('Your key may not do this').first().waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.details .note-error').getByText('manage').waitFor();
    await page.context().close();
    expect(panel.complaints).toEqual([]);
  });
});
