/**
 * Makes the pictures in `docs/panel/` anew, from a server with the sample that runs already:
 * `npm start`, and then `npm run pictures`. Another server is named by `MUSTER_URL`.
 */
import { join } from 'node:path';
import { launchChromium } from '../../dist/bench/chromium.js';

const url = process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8080';
const folder = join(import.meta.dirname, '..', '..', 'docs', 'panel');
const WIDE = { width: 1180, height: 820 };
const PHONE = { width: 390, height: 844 };

/** Name, path, what has to be there, and how it is looked at. */
const PICTURES = [
  ['segments', '/segments', '.sparkline svg', { viewport: { width: 1180, height: 640 } }],
  ['wizard', '/segments/sms-opt-in/edit', '.node-without', { before: changeWizard }],
  ['why', '/segments/inactive-vip?show=why', '[role="tabpanel"] input', { before: askWhy }],
  ['growth', '/segments/real-time-marketing?show=growth', '.recharts-line path', {}],
  ['profile', '/segments/vip?show=profile', '.profile tbody th', {}],
  ['audience', '/audience?segment=vip', '.recharts-bar-rectangle', {}],
  ['contact', '/contacts/shop-3284', '.event-line', {}],
  ['charts', '/charts', '.recharts-bar-rectangle', { colorScheme: 'dark' }],
  ['phone', '/segments/sms-opt-in/edit', '.node-without', { viewport: PHONE, locale: 'pl-PL' }],
];

const browser = await launchChromium();
try {
  for (const [name, path, ready, { before, ...options }] of PICTURES) {
    const context = await browser.newContext({
      viewport: WIDE,
      locale: 'en-US',
      timezoneId: 'Europe/Warsaw',
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    await page.goto(`${url}/#${path}`);
    await page.locator(ready).first().waitFor();
    await before?.(page);
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
}

/** Something that is not saved, so that it shows what saving would change. */
async function changeWizard(page) {
  await page.getByLabel('Number of times').fill('5');
  await page.locator('.change').first().waitFor();
}

async function askWhy(page) {
  await page.getByLabel('Which contact').fill('shop-3284');
  await page.getByRole('option').first().click();
  await page.locator('.why-conditions').waitFor();
}
