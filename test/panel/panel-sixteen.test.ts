/** The sixteen segments of the sample, built by clicking from an empty wizard. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../../server/client.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-segments.ts';
import { openPanel, PATIENCE, type PanelSession, settledCount } from './panel-session.ts';
import { buildRule } from './wizard-driver.ts';

let panel: PanelSession;
let page: Page;

beforeAll(async () => {
  panel = await openPanel({ segments: [] });
  page = await panel.open('/segments');
});

afterAll(() => panel.close());

describe('built by clicking,', () => {
  it.each(SHOP_SEGMENTS)('$name has the count of the API', async ({ name, rule, timezone }) => {
    // Without what was built before.
    await page.goto('about:blank');
    await page.goto(`${panel.url}/#/segments/new`);
    await page.getByLabel('Name', { exact: true }).fill(name);
    await buildRule(page, rule as never);
    const question = { rule: rule as Rule, timezone };
    await expect
      .poll(
        async () => [await settledCount(page), (await panel.client.count(question)).count],
        PATIENCE,
      )
      .toSatisfy(([shown, told]) => shown === told);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Edit segment' }).waitFor();
    const [saved] = (await panel.client.segments()).filter((segment) => segment.name === name);
    expect(saved).toBeDefined();
    const full = await panel.client.segment(saved?.id ?? '');
    expect(full.timezone).toBe('Europe/Warsaw');
    expect(
      (await panel.client.diff({ before: { segment: full.id }, after: question })).added.count,
    ).toBe(0);
    expect(panel.complaints).toEqual([]);
  });
});
