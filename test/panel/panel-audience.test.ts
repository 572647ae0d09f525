/** Who is in a segment and why, and the way from it to the file for the sender. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPanel, PATIENCE, type PanelSession } from './panel-session.ts';

let panel: PanelSession;
let page: Page;

beforeAll(async () => {
  panel = await openPanel();
  page = await panel.open('/segments');
});

afterAll(() => panel.close());

beforeEach(async () => {
  await page.goto('about:blank');
});

const goTo = (path: string) => page.goto(`${panel.url}/#${path}`);

test('why a contact is in or out is what the API says, condition by condition', async () => {
  const { members } = await panel.client.preview({ rule: { segment: 'reactivation' }, limit: 1 });
  const inside = members[0]?.id ?? '';
  const { members: others } = await panel.client.preview({
    rule: { not: { segment: 'reactivation' } },
    limit: 1,
  });
  const outside = others[0]?.id ?? '';
  await goTo('/segments/reactivation?show=why');
  for (const id of [inside, outside]) {
    const { contact } = await panel.client.explain({ segment: 'reactivation', contact: id });
    await page.getByLabel('Which contact', { exact: true }).fill(id);
    await page.getByRole('option', { name: id }).first().click();
    await page.locator('.verdict', { hasText: id }).waitFor();
    expect(await page.locator('.verdict').getAttribute('class')).toContain(
      contact?.in === true ? 'verdict-in' : 'verdict-out',
    );
    const shown = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.why-conditions > li')].map(({ className }) => className)`,
    );
    expect(shown).toEqual(contact?.conditions.map((one) => (one.in ? 'is-true' : 'is-false')));
  }
});

test('a contact is found by its id, and shows its segments and what it did', async () => {
  const { members } = await panel.client.preview({ rule: { event: 'purchase' }, limit: 1 });
  const id = members[0]?.id ?? '';
  await goTo('/contacts');
  await page.getByLabel('Look for a contact').fill(id);
  await page.getByRole('link', { name: id, exact: true }).click();
  await page.getByRole('heading', { name: id }).waitFor();
  const { segments = [], events = [] } = await panel.client.contact(id, {
    segments: true,
    events: 50,
  });
  const list = page.locator('.segment-list').first();
  await expect.poll(() => page.locator('.timeline-day li').count(), PATIENCE).toBe(events.length);
  if (segments.length > 0) expect(await list.locator('li').count()).toBe(segments.length);
});

test('the recipients of a channel are counted, told step by step, and saved as a file', async () => {
  const question = { segment: 'vip', channel: 'email', exclude: ['mail-to-site'] };
  const audience = await panel.client.audience(question);
  await goTo('/audience?segment=vip');
  await page.getByLabel('Leave out whoever is in', { exact: true }).fill('Mail click');
  await page.keyboard.press('Enter');
  const shown = page.locator('.recipients strong');
  await expect.poll(() => shown.innerText(), PATIENCE).toBe(String(audience.recipients));
  await page.getByRole('button', { name: 'As a table' }).click();
  const rows = await page.locator('figure tbody tr').allInnerTexts();
  expect(rows.length).toBe(audience.steps.length + 2);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download .* as CSV$/ }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^vip-\d{8}T\d{6}Z\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines.length).toBe(audience.recipients + 1);
});

test('no page complained of anything', () => {
  expect(panel.complaints).toEqual([]);
});
