/**
 * Builds a rule in the wizard as somebody would who has no JSON in mind: by choosing from lists and typing
 * into inputs, found by what a screen reader says of them.
 */
import type { Locator, Page } from 'playwright-core';

type Json = { readonly [key: string]: unknown };

/** Everything that is in `{ all: […] }` or another group, otherwise the one condition. */
export async function buildRule(page: Page, rule: Json): Promise<void> {
  const root = page.locator('section.node-root');
  await root.waitFor();
  await fillGroup(page, root, rule);
}

async function fillGroup(page: Page, group: Locator, rule: Json): Promise<void> {
  const mode = (['all', 'any', 'none'] as const).find((one) => one in rule);
  const children = mode === undefined ? [rule] : (rule[mode] as Json[]);
  if (mode !== undefined) {
    await group.locator(':scope > .node-head .group-mode select').selectOption(mode);
  }
  const start = await group.locator(':scope > .group-children > li').count();
  for (const [index, child] of children.entries()) {
    const at = start + index;
    const inner = 'not' in child ? (child['not'] as Json) : child;
    await addNode(page, group, inner);
    const node = group.locator(':scope > .group-children > li').nth(at).locator(':scope > section');
    await node.waitFor();
    if (isGroup(inner)) await fillNewGroup(page, node, inner);
    else await fillCondition(node, inner);
    if ('not' in child) await chooseAction(page, node, 'Turn around (not)');
  }
}

/** A new group comes with a condition to begin with, which is not wanted here. */
async function fillNewGroup(page: Page, group: Locator, rule: Json): Promise<void> {
  const first = group.locator(':scope > .group-children > li').first().locator(':scope > section');
  await chooseAction(page, first, 'Remove');
  await fillGroup(page, group, rule);
}

function isGroup(rule: Json): boolean {
  return 'all' in rule || 'any' in rule || 'none' in rule;
}

const ADDITIONS: readonly (readonly [key: string, title: string])[] = [
  ['field', 'Who they are'],
  ['event', 'What they did'],
  ['sequence', 'What they did in order'],
  ['segment', 'In another segment'],
  ['group', 'In a fixed group'],
  ['reachable', 'Can be reached'],
  ['contacts', 'Certain contacts'],
  ['sample', 'A share of everyone'],
];

async function addNode(page: Page, group: Locator, rule: Json): Promise<void> {
  const found = ADDITIONS.find(([key]) => key in rule);
  const title = isGroup(rule) ? 'A group of conditions' : found?.[1];
  if (title === undefined) throw new Error(`nothing to add for ${JSON.stringify(rule)}`);
  await group.locator(':scope > .group-end button').first().click();
  await page.locator('.popover:popover-open strong', { hasText: exactly(title) }).click();
}

/** Of the menu of a node. */
export async function chooseAction(page: Page, node: Locator, name: string): Promise<void> {
  await node
    .locator(':scope > .node-head')
    .getByLabel(/^Actions for/)
    .first()
    .click();
  await page.locator('.popover:popover-open').getByRole('button', { name, exact: true }).click();
}

async function fillCondition(node: Locator, rule: Json): Promise<void> {
  if ('field' in rule) return fillComparison(node, 'Field', rule['field'] as string, rule);
  if ('event' in rule) return fillEvent(node, rule);
  if ('sequence' in rule) return fillSequence(node, rule);
  throw new Error(`no way to fill ${JSON.stringify(rule)}`);
}

async function fillComparison(
  scope: Locator,
  subject: string,
  name: string,
  { op, value, ignore_case: ignoreCase }: Json,
): Promise<void> {
  await choose(scope.getByLabel(subject, { exact: true }), name);
  const operator = scope.getByLabel(`How ${name} is compared`, { exact: true });
  if (typeof value === 'boolean') {
    const isTrue = (op === 'eq') === value;
    const choice = op === 'eq' ? String(value) : isTrue ? 'true-or-empty' : 'false-or-empty';
    await operator.selectOption(choice);
    return;
  }
  await operator.selectOption(op as string);
  await fillValue(scope, `Value of ${name}`, value);
  if (ignoreCase === true) await scope.getByLabel('upper and lower case alike').check();
}

async function fillValue(scope: Locator, label: string, value: unknown): Promise<void> {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) await choose(scope.getByLabel(label, { exact: true }), String(item));
    return;
  }
  if (typeof value === 'object' && value !== null) {
    const { from, to } = value as { readonly from: number; readonly to: number };
    await scope.getByLabel(`${label}, when`, { exact: true }).selectOption('days');
    await scope.getByLabel(`${label}, from day`, { exact: true }).fill(String(from));
    await scope.getByLabel(`${label}, to day`, { exact: true }).fill(String(to));
    return;
  }
  if (typeof value === 'string' && /^PT?\d/.test(value)) return fillDuration(scope, label, value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  await scope.getByLabel(label, { exact: true }).first().fill(text);
  // The list of what could be meant is in the way of what is below it.
  await scope.getByLabel(label, { exact: true }).first().press('Escape');
}

const UNITS: Readonly<Record<string, string>> = {
  PD: 'day',
  PW: 'week',
  PM: 'month',
  PY: 'year',
  PTH: 'hour',
  PTM: 'minute',
  PTS: 'second',
};

async function fillDuration(scope: Locator, label: string, iso: string): Promise<void> {
  const amount = iso.replaceAll(/\D/g, '');
  const unit = UNITS[iso.replaceAll(/\d/g, '')] as string;
  await scope.getByLabel(`${label}, amount`, { exact: true }).fill(amount);
  await scope.getByLabel(`${label}, unit`, { exact: true }).selectOption(unit);
}

async function fillEvent(node: Locator, rule: Json): Promise<void> {
  const { event, aggregate = 'count', of, op = 'gte', value = 1, within, where } = rule;
  await choose(node.getByLabel('What they did', { exact: true }), event as string);
  await node.getByLabel('What is measured').selectOption(aggregate as string);
  if (of !== undefined)
    await choose(node.getByLabel('Of which detail', { exact: true }), of as string);
  if (aggregate === 'count') {
    const isPlain = op === 'gte' && value === 1;
    const isNever = op === 'eq' && value === 0;
    const how = isPlain ? 'once' : isNever ? 'never' : (op as string);
    await node.getByLabel('How often', { exact: true }).selectOption(how);
    if (!isPlain && !isNever) await node.getByLabel('Number of times').fill(String(value));
  } else {
    const subject = AGGREGATES[aggregate as string] as string;
    await node.getByLabel(`How ${subject} is compared`, { exact: true }).selectOption(op as string);
    await fillValue(node, `Value of ${subject}`, value);
  }
  if (within !== undefined) await fillWindow(node, 'What they did', within as Json);
  if (where !== undefined) await fillWhere(node, where as Json);
}

const AGGREGATES: Readonly<Record<string, string>> = {
  sum: 'The sum of',
  avg: 'The average of',
  min: 'The smallest',
  max: 'The largest',
  distinct: 'The number of different',
  first: 'The first time',
  last: 'The last time',
};

async function fillWindow(scope: Locator, label: string, within: Json): Promise<void> {
  const { last } = within;
  if (typeof last !== 'string') throw new Error(`no way to fill ${JSON.stringify(within)}`);
  await scope.getByLabel(`${label}, when`, { exact: true }).selectOption('last');
  await fillDuration(scope, 'within the last', last);
}

/** One detail. */
async function fillWhere(scope: Locator, where: Json): Promise<void> {
  await scope.getByRole('button', { name: 'Only those where …' }).first().click();
  await fillComparison(scope.locator('.where'), 'Detail', where['attr'] as string, where);
}

async function fillSequence(node: Locator, { sequence, within }: Json): Promise<void> {
  for (const [index, step] of (sequence as Json[]).entries()) {
    const label = `Step ${index + 1}`;
    const isNot = 'not' in step;
    const { event } = (isNot ? step['not'] : step) as Json;
    if (isNot) {
      await node.getByLabel(`${label}, whether it happened`, { exact: true }).selectOption('not');
    }
    await choose(node.getByLabel(`${label}, what they did`, { exact: true }), event as string);
    const gap = step['gap'];
    if (typeof gap !== 'string') continue;
    await node.getByLabel(`${label}, how long after`, { exact: true }).selectOption('within');
    await fillDuration(node, `${label}, how long after`, gap);
  }
  if (within !== undefined) await fillWindow(node, 'All of it', within as Json);
}

/** Types into a combobox and takes what that finds first. */
async function choose(input: Locator, text: string): Promise<void> {
  await input.fill(text);
  await input.press('Enter');
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}
