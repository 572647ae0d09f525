/** Working on a segment: typing fast, undoing, moving, saving, colliding, deleting. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Rule } from '../../server/client.ts';
import { openPanel, PATIENCE, type PanelSession, settledCount } from './panel-session.ts';
import { buildRule, chooseAction } from './wizard-driver.ts';

const KRAKOW = { field: 'city', op: 'eq', value: 'Kraków' } as const;
const BUYERS = { event: 'purchase' } as const;

let panel: PanelSession;
let page: Page;

beforeAll(async () => {
  panel = await openPanel({ segments: ['vip', 'location'] });
});

afterAll(() => panel.close());

beforeEach(async () => {
  page = await panel.open('/segments/new');
});

afterEach(async () => {
  await page.context().close();
});

const countOf = async (rule: Rule) =>
  (await panel.client.count({ rule, timezone: 'Europe/Warsaw' })).count;

async function expectCount(count: number): Promise<void> {
  await expect.poll(() => settledCount(page), PATIENCE).toBe(count);
}

const nodes = () => page.locator('section.node-leaf');

test('every letter is counted, and the last one wins however late the answers come', async () => {
  await buildRule(page, { field: 'city', op: 'eq', value: 'K' });
  // Answers to longer texts come sooner than those to shorter ones.
  await page.route('**/v1/count', async (route) => {
    const body = route.request().postData() ?? '';
    const typed = /"value":"(\w*)/u.exec(body)?.[1] ?? '';
    await new Promise((resolve) => setTimeout(resolve, 400 - 60 * typed.length));
    await route.continue().catch(() => {});
  });
  const seen: string[] = [];
  await page.exposeFunction('seen', (text: string) => seen.push(text));
  await page.evaluate(`new MutationObserver(() => {
    const count = document.querySelector('[data-testid="count"]');
    if (count.dataset.settled === 'true') window.seen(count.textContent);
  }).observe(document.querySelector('.count-panel'), { subtree: true, attributes: true, characterData: true })`);
  const input = page.getByLabel('Value of city', { exact: true });
  await input.press('End');
  await input.pressSequentially('raków', { delay: 15 });
  const wanted = await countOf(KRAKOW);
  await expectCount(wanted);
  await page.waitForTimeout(700);
  expect(await settledCount(page)).toBe(wanted);
  expect(new Set(seen.map((text) => Number(text.replaceAll(/\D/g, ''))))).toEqual(
    new Set([wanted]),
  );
});

test('what was done is undone and done again', async () => {
  await buildRule(page, { all: [KRAKOW, BUYERS] });
  const both = await countOf({ all: [KRAKOW, BUYERS] });
  await expectCount(both);
  await chooseAction(page, nodes().nth(1), 'Remove');
  await expectCount(await countOf(KRAKOW));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectCount(both);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expectCount(await countOf(KRAKOW));
  for (let step = 0; step < 30; step++) {
    const undo = page.getByRole('button', { name: 'Undo' });
    if (await undo.isDisabled()) break;
    await undo.click();
  }
  expect(await nodes().count()).toBe(0);
  await expectCount(await countOf({ all: [] }));
});

test('each condition tells its own count, and what the whole would be without it', async () => {
  await buildRule(page, { all: [KRAKOW, BUYERS] });
  await expectCount(await countOf({ all: [KRAKOW, BUYERS] }));
  const [krakow, buyers] = [await countOf(KRAKOW), await countOf(BUYERS)];
  const texts = await nodes().locator('.node-count').allInnerTexts();
  const format = (count: number) => count.toLocaleString('en-US');
  expect(texts[0]).toContain(format(krakow));
  expect(texts[0]).toContain(`${format(buyers)} without it`);
  expect(texts[1]).toContain(format(buyers));
  expect(texts[1]).toContain(`${format(krakow)} without it`);
});

test('a negative condition says how many without a value it includes', async () => {
  await buildRule(page, { field: 'city', op: 'neq', value: 'Kraków' });
  const missing = await countOf({ field: 'city', op: 'not_exists' });
  expect(missing).toBeGreaterThan(0);
  const said = nodes().first().locator('.node-missing');
  await said.waitFor();
  expect(await said.innerText()).toBe(`includes ${missing} without a value`);
});

test('conditions move by dragging and by the menu, also into groups', async () => {
  // All of it in sight: a page that scrolls under the mouse is dragged elsewhere.
  await page.setViewportSize({ width: 1280, height: 1800 });
  await buildRule(page, { all: [KRAKOW, BUYERS, { any: [{ event: 'booking' }] }] });
  const anyBoth: Rule = { all: [KRAKOW, { any: [{ event: 'booking' }, BUYERS] }] };
  const group = page.locator('section.node-group section.node-group');
  await nodes().nth(1).locator('.handle').dragTo(group.locator('.group-end'));
  await expectCount(await countOf(anyBoth));
  await page.getByRole('tab', { name: 'As JSON' }).click();
  const json = async () => JSON.parse(await page.locator('textarea.json').inputValue()) as unknown;
  expect(await json()).toEqual(anyBoth);
  await chooseAction(page, nodes().first(), 'Move into the group beside it');
  await expect.poll(json, PATIENCE).toEqual({
    all: [{ any: [{ event: 'booking' }, BUYERS, KRAKOW] }],
  });
  await chooseAction(page, nodes().nth(2), 'Move up');
  await chooseAction(page, nodes().nth(0), 'Move out of its group');
  await expect.poll(json, PATIENCE).toEqual({
    all: [{ any: [KRAKOW, BUYERS] }, { event: 'booking' }],
  });
});

test('a rule comes in as JSON, and its faults are told', async () => {
  await page.getByRole('tab', { name: 'As JSON' }).click();
  const text = page.locator('textarea.json');
  await text.fill('{ "all": [ }');
  await page.getByText('This is not JSON.').waitFor();
  await text.fill(JSON.stringify({ all: [{ field: 'city', op: 'near' }] }));
  await page.getByText('At /all/0/op: There is no operator “near”.').waitFor();
  expect(await page.getByRole('button', { name: 'Take this rule' }).isDisabled()).toBe(true);
  await text.fill(JSON.stringify({ any: [KRAKOW, { not: BUYERS }] }));
  await page.getByRole('button', { name: 'Take this rule' }).click();
  await expectCount(await countOf({ any: [KRAKOW, { not: BUYERS }] }));
  const sentence = 'Contacts whose “city” is “Kraków” or who never did “purchase”.';
  expect(await page.locator('.sentence').innerText()).toBe(sentence);
});

test('what the server refuses is shown at the condition that it is about', async () => {
  await buildRule(page, {
    all: [KRAKOW, { field: 'Email', op: 'matches', value: String.raw`a\b` }],
  });
  const wrong = nodes().nth(1);
  await wrong.locator('.error').waitFor();
  expect(await wrong.locator('.error').innerText()).toContain('backslash');
  expect(await wrong.getByLabel('Value of Email').getAttribute('aria-invalid')).toBe('true');
  expect(await nodes().first().locator('.error').count()).toBe(0);
  await page.getByText('A condition is not right; see there.').waitFor();
  await wrong.getByLabel('Value of Email').fill('a*');
  await expectCount(
    await countOf({ all: [KRAKOW, { field: 'Email', op: 'matches', value: 'a*' }] }),
  );
});

test('nothing that is incomplete is counted or saved', async () => {
  await page.getByLabel('Name', { exact: true }).fill('Not yet');
  await buildRule(page, { all: [KRAKOW, { field: 'status', op: 'eq', value: '' }] });
  await expectCount(await countOf(KRAKOW));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.node-count.error').waitFor();
  expect((await panel.client.segments()).map(({ name }) => name)).not.toContain('Not yet');
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Field');
});

test('a segment is saved, found again after a reload, changed, and told what changes', async () => {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('A segment needs a name.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Złoty Kraków');
  await buildRule(page, KRAKOW);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Edit segment' }).waitFor();
  expect(page.url()).toContain('/segments/zloty-krakow/edit');
  await page.reload();
  await expectCount(await countOf(KRAKOW));
  await buildRule(page, { all: [BUYERS] });
  const left = await countOf({ all: [KRAKOW, BUYERS] });
  await expectCount(left);
  const changes = page.getByRole('region', { name: 'When you save' });
  const gone = (await countOf(KRAKOW)) - left;
  await changes.getByText(`-${gone}`, { exact: true }).waitFor();
  await changes.getByText('+0').waitFor();
  expect(await changes.locator('.examples li').count()).toBe(Math.min(5, gone));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved: Złoty Kraków').waitFor();
  expect((await panel.client.segment('zloty-krakow')).rule).toEqual({ all: [KRAKOW, BUYERS] });
  await panel.client.deleteSegment('zloty-krakow');
});

test('two who change the same segment are told of each other', async () => {
  await panel.client.putSegment('shared', { name: 'Shared', rule: KRAKOW });
  await page.goto(`${panel.url}/#/segments/shared/edit`);
  await page.getByLabel('Description').fill('mine');
  await panel.client.putSegment('shared', { name: 'Theirs', rule: KRAKOW });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Somebody else changed this segment' }).waitFor();
  expect((await panel.client.segment('shared')).name).toBe('Theirs');
  await page.getByRole('button', { name: 'Save mine' }).click();
  await page.getByText('Saved: Shared').waitFor();
  expect(await panel.client.segment('shared')).toMatchObject({
    name: 'Shared',
    description: 'mine',
  });
  await panel.client.deleteSegment('shared');
});

test('work that is not saved is there after a look elsewhere', async () => {
  await buildRule(page, KRAKOW);
  await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
  await page.goBack();
  await page.getByText('These are your changes from before').waitFor();
  await expectCount(await countOf(KRAKOW));
  await page.getByRole('button', { name: 'Discard them' }).click();
  await expect.poll(() => nodes().count(), PATIENCE).toBe(0);
});

test('a segment is duplicated and deleted, but not while another uses it', async () => {
  await panel.client.putSegment('user', { name: 'User of VIP', rule: { segment: 'vip' } });
  await page.goto(`${panel.url}/#/segments`);
  const row = page.getByRole('row', { name: /^VIP/ });
  await row.getByRole('button', { name: /Delete/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('User of VIP').waitFor();
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: /Duplicate/ }).click();
  await page.getByRole('heading', { name: 'Edit segment' }).waitFor();
  const copy = (await panel.client.segments()).find(({ name }) => name === 'VIP (copy)');
  expect(copy?.count).toBe((await panel.client.count({ segment: 'vip' })).count);
  await page.goto(`${panel.url}/#/segments`);
  await page
    .getByRole('row', { name: /^VIP \(copy\)/ })
    .getByRole('button', { name: /Delete/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect
    .poll(async () => (await panel.client.segments()).map(({ name }) => name), PATIENCE)
    .not.toContain('VIP (copy)');
  await panel.client.deleteSegment('user');
});

test('a condition is built from the keyboard alone', async () => {
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type('By keys');
  const add = page.getByRole('button', { name: 'Add a condition' });
  for (let tabs = 0; tabs < 12; tabs++) {
    if (await add.evaluate((button) => button.ownerDocument.activeElement === button)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  // The new condition has the focus: its field first.
  await page.keyboard.type('city');
  await page.getByRole('option', { name: /^city/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Krak');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectCount(await countOf(KRAKOW));
  await page.keyboard.press('Control+s');
  await page.getByText('Saved: By keys').waitFor();
  expect((await panel.client.segment('by-keys')).rule).toEqual({ all: [KRAKOW] });
  await panel.client.deleteSegment('by-keys');
});

test('no page complained of anything', () => {
  expect(panel.complaints).toEqual([]);
});
