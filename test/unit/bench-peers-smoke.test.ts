/**
 * The world, the ad hoc rules and the comparison with other engines: what repeats by its seed, what
 * the engine takes, and the smoke size with whichever engines are on this machine.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { adHocRules } from '../../bench/ad-hoc-rules.ts';
import type { GrowthFigures } from '../../bench/growth-points.ts';
import type { PeerFigures } from '../../bench/peer-figures.ts';
import { peerQuestions } from '../../bench/peer-questions.ts';
import {
  loadWorld,
  WORLD_DEFAULTS,
  WORLD_NOW_MS,
  type World,
  worldContacts,
  worldEvents,
} from '../../bench/world.ts';
import { writeWorldFiles } from '../../bench/world-csv.ts';
import { type Millis, parseRule } from '../../engine/index.ts';
import { openMuster } from '../../server/muster.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-shop.ts';

const RUN = fileURLToPath(new URL('../../dist/bench/run.js', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-peers-smoke-'));
const WORLD: World = { ...WORLD_DEFAULTS, contacts: 2500, events: 12_500 };

afterAll(() => rmSync(folder, { recursive: true }));

test('the world repeats by its seed, and another seed is another world', () => {
  expect([...worldContacts(WORLD)]).toEqual([...worldContacts(WORLD)]);
  expect([...worldEvents(WORLD)]).toEqual([...worldEvents(WORLD)]);
  const other = { ...WORLD, seed: WORLD.seed + 1 };
  expect([...worldEvents(other)]).not.toEqual([...worldEvents(WORLD)]);
});

test('the world has as many items as asked for, events in the order of their time until now', () => {
  const events = [...worldEvents(WORLD)].flat();
  const ids = new Set([...worldContacts(WORLD)].flat().map(({ id }) => id));
  expect(ids.size).toBe(WORLD.contacts);
  expect(events).toHaveLength(WORLD.events);
  const times = events.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThanOrEqual(WORLD.nowMs);
  expect(events.every(({ contact }) => ids.has(contact))).toBe(true);
  const active = new Set(events.map(({ contact }) => contact));
  expect(active.size).toBeGreaterThan(WORLD.contacts / 4);
  expect(active.size).toBeLessThan(WORLD.contacts);
});

test('each of the sixteen segments selects some of the world and not all', async () => {
  const world = { ...WORLD, contacts: 5000, events: 100_000 };
  const clock = () => world.nowMs as Millis;
  const muster = await openMuster({ data: 'memory', threads: 0, clock });
  try {
    await loadWorld(muster, world);
    const outside: string[] = [];
    for (const { id } of SHOP_SEGMENTS) {
      const answer = await muster.count({ segment: id }, { breakdown: false });
      if (!answer.ok) throw new Error(`${id} is refused`);
      const { count, total } = answer.value;
      expect(total).toBe(world.contacts);
      if (count === 0 || count > total / 2) outside.push(`${id}: ${count}`);
    }
    expect(outside).toEqual([]);
  } finally {
    await muster.close();
  }
});

test('the files of the world have a line for each contact and each event', async () => {
  const files = await writeWorldFiles(WORLD, folder);
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;
  expect(lines(files.contacts)).toBe(WORLD.contacts);
  const events = [...files.events.values()].map(lines).reduce((sum, count) => sum + count, 0);
  expect(events).toBe(WORLD.events);
});

test('forty ad hoc rules repeat by their seed, differ, and are rules', () => {
  for (const seed of [1, 2, 3]) {
    const rules = adHocRules(seed, WORLD_NOW_MS);
    expect(rules).toEqual(adHocRules(seed, WORLD_NOW_MS));
    expect(rules).not.toEqual(adHocRules(seed + 1, WORLD_NOW_MS));
    expect(rules).toHaveLength(40);
    expect(new Set(rules.map(({ rule }) => JSON.stringify(rule))).size).toBeGreaterThan(36);
    expect(new Set(rules.map((each) => each.class))).toEqual(
      new Set(['fields', 'windowed', 'sum']),
    );
  }
  const refused = peerQuestions(1, WORLD_NOW_MS).filter(({ rule }) => !parseRule(rule).ok);
  expect(refused).toEqual([]);
});

test('the engines of this machine agree with Muster, and a picture of it is drawn', async () => {
  const file = join(folder, 'peers.json');
  const { stdout } = await run(process.execPath, [RUN, 'peers', '--smoke', '--json', file]);
  const figures = JSON.parse(readFileSync(file, 'utf8')) as PeerFigures;
  const engines = figures.engines.map(({ peer }) => peer);
  expect(engines.slice(0, 2)).toEqual(['Muster', 'DuckDB']);
  for (const [name, packageName] of [
    ['ClickHouse', 'clickhouse-server'],
    ['Redis', 'redis-server'],
  ] as const) {
    if (!engines.includes(name)) expect(stdout).toContain(`apt-get install ${packageName}`);
  }
  for (const { questions, coldMs, hotMs } of figures['by class of question']) {
    expect(questions).toBeGreaterThan(0);
    expect(coldMs.median).toBeGreaterThan(0);
    expect(hotMs.median).toBeGreaterThan(0);
  }
  const picture = join(folder, 'peers.svg');
  await run(process.execPath, [RUN, 'chart', '--peers', file, '--out', picture]);
  expect(readFileSync(picture, 'utf8')).toMatch(/^<svg[\s\S]*DuckDB[\s\S]*<\/svg>\s*$/);
});

test('growth is measured at each size, and a picture of it is drawn', async () => {
  const file = join(folder, 'growth.json');
  await run(process.execPath, [RUN, 'growth', '--smoke', '--json', file]);
  const { points } = JSON.parse(readFileSync(file, 'utf8')) as GrowthFigures;
  expect(points.map(({ contacts }) => contacts)).toEqual([1000, 2000]);
  for (const { hotMedianMs, coldMedianMs, rssBytes } of points) {
    for (const figure of [hotMedianMs, coldMedianMs, rssBytes]) expect(figure).toBeGreaterThan(0);
  }
  const picture = join(folder, 'growth.svg');
  await run(process.execPath, [RUN, 'chart', '--growth', file, '--out', picture]);
  expect(readFileSync(picture, 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
});

test('a picture of nothing is refused', async () => {
  await expect(run(process.execPath, [RUN, 'chart'])).rejects.toMatchObject({ code: 1 });
});
