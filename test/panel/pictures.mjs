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

const ofSegment = (id, show) => `/segments/${id}?show=${show}`;

/** Where, what has to be there, how it is looked at, and what is done before. */
const PICTURES = {
  segments: {
    path: '/segments',
    ready: '.sparkline svg',
    options: { viewport: { width: 1180, height: 640 } },
  },
  wizard: { path: '/segments/sms-opt-in/edit', ready: '.node-without', before: changeWizard },
  why: { path: ofSegment('inactive-vip', 'why'), ready: '[role="tabpanel"] input', before: askWhy },
  growth: { path: ofSegment('real-time-marketing', 'growth'), ready: '.recharts-line path' },
  profile: { path: ofSegment('vip', 'profile'), ready: '.profile tbody th' },
  audience: { path: '/audience?segment=vip', ready: '.recharts-bar-rectangle' },
  contact: { path: '/contacts/shop-3284', ready: '.event-line' },
  charts: { path: '/charts', ready: '.recharts-bar-rectangle', options: { colorScheme: 'dark' } },
  phone: {
    path: '/segments/sms-opt-in/edit',
    ready: '.node-without',
    options: { viewport: PHONE, locale: 'pl-PL' },
  },
};

const browser = await launchChromium();
try {
  for (const [name, { path, ready, options, before }] of Object.entries(PICTURES)) {
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
  await page.getByLabel('Which contact', { exact: true }).fill('shop-3284');
  await page.getByRole('option', { name: 'shop-3284' }).click();
  await page.locator('.why-conditions').waitFor();
}
