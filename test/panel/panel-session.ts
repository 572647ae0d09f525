/** The real panel, in a real browser, from the real server with a small shop in it. */
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../bench/chromium.ts';
import { MusterClient } from '../../server/client.ts';
import {
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  SHOP_SEGMENTS,
  shopContacts,
  shopEvents,
} from '../../server/sample/sample-shop.ts';
import { openTestServer, type TestServerOptions } from '../test-server.ts';

export type PanelSession = {
  readonly url: string;
  readonly client: MusterClient;
  readonly browser: Browser;
  /** A page in a session of its own; what goes wrong in it fails `close`. */
  readonly open: (path?: string, options?: PageOptions) => Promise<Page>;
  /** What pages complained about so far: errors of scripts, of the policy, requests to elsewhere. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export type PageOptions = BrowserContextOptions & { readonly language?: 'en' | 'pl' };

type Options = TestServerOptions & {
  readonly contacts?: number;
  /** Of the sixteen, those that are saved. */
  readonly segments?: readonly string[];
  readonly key?: string;
};

const CONTACTS = 1500;

export async function openPanel({
  contacts = CONTACTS,
  segments = SHOP_SEGMENTS.map(({ id }) => id),
  key,
  ...serverOptions
}: Options = {}): Promise<PanelSession> {
  const server = await openTestServer(serverOptions);
  const client = new MusterClient({ url: server.url, ...(key !== undefined && { key }) });
  if (contacts > 0) await loadShop(client, contacts, segments);
  const browser = await launchChromium();
  const complaints: string[] = [];
  return {
    url: server.url,
    client,
    browser,
    complaints,
    async open(path = '/', { language = 'en', ...options } = {}) {
      const context = await browser.newContext({
        locale: language === 'pl' ? 'pl-PL' : 'en-US',
        timezoneId: 'Europe/Warsaw',
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      listen(page, server.url, complaints);
      await page.goto(`${server.url}/#${path}`);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function loadShop(
  client: MusterClient,
  contacts: number,
  segments: readonly string[],
): Promise<void> {
  for (const { name, type } of SHOP_FIELDS) await client.declareField(name, type);
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await client.declareAttribute(event, name, type);
  }
  const options = { ...SHOP_DEFAULTS, contacts, nowMs: Date.now() };
  for (const items of shopContacts(options)) await client.writeContacts(items);
  for (const items of shopEvents(options)) await client.writeEvents(items);
  for (const { id, ...segment } of SHOP_SEGMENTS) {
    if (segments.includes(id)) await client.putSegment(id, segment as never);
  }
}

function listen(page: Page, url: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // A refusal that the panel shows is told of here, too.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`a request to ${request.url()}`);
  });
}

/** The rules of axe that a page breaks, each with the elements that do. */
export async function accessibilityFaults(page: Page): Promise<readonly unknown[]> {
  // The policy of the page lets nothing be put into it but by the debugger.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: () => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations: found } = await axe.run();
    return found.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    }));
  });
}

/** For an answer to come and to be shown, on a busy machine. */
export const PATIENCE = { timeout: 10_000 };

/** The count of the wizard, when it is that of what is built now. */
export async function settledCount(page: Page): Promise<number> {
  const text = await page.locator('[data-testid="count"][data-settled="true"]').innerText();
  return Number(text.replaceAll(/\D/g, ''));
}

/** What makes the page scroll sideways: the elements that reach beyond the window. */
export async function sidewaysScroll(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`document.documentElement.scrollWidth <= window.innerWidth
    ? []
    : [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 200))`);
}
