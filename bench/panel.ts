/**
 * How long a marketer waits in the panel: from a key going down until the new count is painted, in a real
 * browser, on the saved segments of a world. Two kinds of keys: a threshold changes what numbers that
 * stand already are compared with; a window's length is a question that nobody has asked before. Beside
 * them the first visit: bytes and time until the list shows its counts.
 *
 * `--contacts N`, `--events N`, `--seed N`, `--data DIR` (see `world-flags.ts`), `--keys N` pressed in each
 * input, `--threads K`, `--json FILE`, `--smoke` for a run of a moment.
 */

import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { launchChromium } from './chromium.ts';
import { percentilesOf, Report } from './report.ts';
import { WORLD_FLAGS, worldOf } from './world-flags.ts';
import { copyOf, worldFolder } from './world-folder.ts';
import { withWorldServer } from './world-server.ts';

const { values: flags } = parseArgs({
  options: {
    ...WORLD_FLAGS,
    keys: { type: 'string', default: '9' },
    threads: { type: 'string' },
  },
});

const world = worldOf(flags);
const keys = flags.smoke ? 2 : Math.min(9, Number(flags.keys));
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
const SEGMENTS = flags.smoke ? SHOP_SEGMENTS.slice(3, 4) : SHOP_SEGMENTS;
/** Longer than the slowest first answer about five million contacts. */
const PATIENCE_MS = 60_000;
/** Between keys, as somebody types who looks at the number. */
const PAUSE_MS = 250;

/**
 * After `armKey()`, `measured`: milliseconds from the next key that goes down (by the event's own clock)
 * until the count that it led to has been painted.
 */
const MEASURE = `
  globalThis.armKey = () => void (globalThis.measured = new Promise((resolve) => {
    const count = document.querySelector('[data-testid="count"]');
    addEventListener('keydown', ({ timeStamp }) => {
      let isAsked = false;
      const observer = new MutationObserver(() => {
        if (count.dataset.settled === 'false') isAsked = true;
        else if (isAsked) {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)));
        }
      });
      observer.observe(count, { attributes: true, attributeFilter: ['data-settled'] });
    }, { once: true, capture: true });
  }));
  undefined;
`;

type Kind = 'threshold' | 'window';
type Press = { readonly segment: string; readonly kind: Kind; readonly ms: number };

const report = new Report('panel', {
  contacts: world.contacts,
  events: world.events,
  seed: world.seed,
  keys,
  threads: threads ?? 'default',
});
const folder = await worldFolder(world, flags.data);
// A server writes its upkeep into what it serves: what is named stays as it is.
const used = flags.data === undefined ? folder : copyOf(folder);
const browser = await launchChromium();
try {
  const options = { world, data: used.data, ...(threads !== undefined && { threads }) };
  await withWorldServer(options, ({ server }) =>
    measure(browser, `http://127.0.0.1:${server.port}`),
  );
  report.write(flags.json);
} finally {
  await browser.close();
  used.release();
}

async function measure(within: Browser, url: string): Promise<void> {
  await measureVisit(within, url);
  const page = await within.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const presses: Press[] = [];
  for (const { id } of SEGMENTS) presses.push(...(await measureSegment(page, url, id)));
  const kinds: readonly Kind[] = ['threshold', 'window'];
  report.table(
    'from key to number',
    ['what changes', 'keys', 'p50 ms', 'p99 ms', 'slowest ms'],
    kinds.map((kind) => {
      const { count, p50, p99, max } = percentilesOf(msOf(presses, kind));
      return [kind, String(count), ...[p50, p99, max].map((ms) => ms.toFixed(0))];
    }),
    presses,
  );
}

function msOf(presses: readonly Press[], kind: Kind): readonly number[] {
  return presses.filter((press) => press.kind === kind).map(({ ms }) => ms);
}

/** A browser that has never been here. */
async function measureVisit(within: Browser, url: string): Promise<void> {
  const context = await within.newContext();
  const page = await context.newPage();
  const startedMs = performance.now();
  await page.goto(`${url}/`);
  await page.locator('tbody .number').first().waitFor({ timeout: PATIENCE_MS });
  const ms = performance.now() - startedMs;
  const bytes = await page.evaluate<number>(`performance
    .getEntriesByType('resource')
    .concat(performance.getEntriesByType('navigation'))
    .filter(({ name }) => !name.includes('/v1/'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);
  const text = `${(bytes / 1000).toFixed(0)} kB, counts after ${ms.toFixed(0)} ms`;
  report.line('first visit', text, { bytes, ms });
  await context.close();
}

async function measureSegment(page: Page, url: string, id: string): Promise<readonly Press[]> {
  // Another page in between, so that nothing of the segment before stays.
  await page.goto('about:blank');
  await page.goto(`${url}/#/segments/${id}/edit`);
  await page.locator('[data-testid="count"][data-settled="true"]').waitFor();
  await page.evaluate(MEASURE);
  const inputs = page.locator('.tree input.number-input');
  const presses: Press[] = [];
  for (let index = 0; index < (await inputs.count()); index++) {
    const input = inputs.nth(index);
    const label = (await input.getAttribute('aria-label')) ?? '';
    const kind = label.endsWith(', amount') ? 'window' : 'threshold';
    const before = await input.inputValue();
    for (let digit = 1; digit <= keys; digit++) {
      // What is there already changes nothing.
      if (String(digit) === before) continue;
      await input.selectText();
      await page.evaluate('armKey()');
      await page.keyboard.press(String(digit));
      presses.push({ segment: id, kind, ms: await page.evaluate<number>('measured') });
      await page.waitForTimeout(PAUSE_MS);
    }
  }
  return presses;
}
