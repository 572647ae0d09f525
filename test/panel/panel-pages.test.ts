/** Every page for everybody: accessible, in light and dark, on a phone, in both languages. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityFaults,
  openPanel,
  type PageOptions,
  type PanelSession,
  sidewaysScroll,
} from './panel-session.ts';

let panel: PanelSession;

beforeAll(async () => {
  panel = await openPanel();
});

afterAll(() => panel.close());

type Shown = {
  readonly name: string;
  readonly path: string;
  /** Shows all of it: waits for what comes last. */
  readonly ready: (page: Page) => Promise<unknown>;
};

const text = (words: RegExp) => (page: Page) => page.getByText(words).first().waitFor();
const css = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();

const PAGES: readonly Shown[] = [
  { name: 'segments', path: '/segments', ready: css('.sparkline svg') },
  { name: 'templates', path: '/segments', ready: openTemplates },
  { name: 'a segment', path: '/segments/vip', ready: css('tbody th') },
  { name: 'growth', path: '/segments/vip?show=growth', ready: css('.recharts-line path') },
  { name: 'its profile', path: '/segments/vip?show=profile', ready: css('.profile tbody th') },
  { name: 'its reach', path: '/segments/vip?show=reach', ready: css('[role="tabpanel"] .meter') },
  { name: 'its history', path: '/segments/vip?show=history', ready: css('[role="tabpanel"] time') },
  { name: 'its rule', path: '/segments/vip?show=json', ready: css('[role="tabpanel"] pre') },
  { name: 'the wizard', path: '/segments/inactive-vip/edit', ready: css('.node-without') },
  { name: 'a sequence', path: '/segments/new/abandoned-cart', ready: css('.node-without') },
  { name: 'details of events', path: '/segments/new/interested', ready: css('.node-without') },
  { name: 'contacts', path: '/contacts', ready: css('tbody th') },
  { name: 'a contact', path: '/contacts/shop-17', ready: css('.event-line') },
  { name: 'the audience', path: '/audience?segment=vip', ready: css('.recharts-bar-rectangle') },
  { name: 'charts', path: '/charts', ready: css('.recharts-bar-rectangle') },
  { name: 'no page', path: '/nowhere', ready: css('h1') },
];

async function openTemplates(page: Page) {
  await page.locator('.page-head button').first().click();
  await page.getByRole('dialog').waitFor();
}

describe.each<[string, PageOptions]>([
  ['in light', { colorScheme: 'light' }],
  ['in dark', { colorScheme: 'dark' }],
  ['on a phone, in Polish', { viewport: { width: 390, height: 844 }, language: 'pl' }],
])('%s', (_, options) => {
  it.each(PAGES)('$name keeps the rules of accessibility', async ({ path, ready }) => {
    const page = await panel.open(path, options);
    await ready(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toEqual([]);
    expect(panel.complaints).toEqual([]);
    await page.context().close();
  });
});

describe('in Polish', () => {
  it('pages say what they say in Polish', async () => {
    const page = await panel.open('/segments/new/inactive-vip', { language: 'pl' });
    await text(/Dodaj warunek/)(page);
    expect(await page.evaluate('document.documentElement.lang')).toBe('pl');
    expect(await page.locator('.sentence').innerText()).toBe(
      'Kontakty, u których pole „status” to „Gold” lub „Platinum”, u których suma „amount” ze ' +
        'zdarzeń „purchase” w ciągu ostatnich 12 miesięcy wynosi więcej niż 2\u00a0000 i u których ' +
        'ostatnie zdarzenie „purchase” wystąpiło co najmniej 90 dni temu.',
    );
    expect(await page.getByLabel('Nazwa', { exact: true }).inputValue()).not.toBe('Inactive VIPs');
    await page.context().close();
  });

  it('the language is changed and remembered', async () => {
    const page = await panel.open('/segments');
    await page.getByRole('heading', { name: 'Segments' }).waitFor();
    await page.getByRole('button', { name: 'Language, Appearance' }).click();
    await page.getByLabel('Language', { exact: true }).selectOption('pl');
    await page.getByRole('heading', { name: 'Segmenty' }).waitFor();
    await page.getByLabel('Wygląd', { exact: true }).selectOption('dark');
    await page.reload();
    await page.getByRole('heading', { name: 'Segmenty' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.context().close();
  });
});
