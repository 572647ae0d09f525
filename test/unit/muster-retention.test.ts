/** Events that are kept for a time: gone for every question behind it, and answers say so. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY, NOON, openSession, valueOf, withFolder } from '../contract/muster-session.ts';

const KEEP = 10 * DAY;
/** The midnight that lies ten days or more before noon of 15 March. */
const HORIZON = '2026-03-05T00:00:00.000Z';
const iso = (time: number) => new Date(time).toISOString();

describe('a retention of events', () => {
  it.each([0, 2])('takes what is older from every question, with %i threads', async (threads) => {
    const session = await openSession({ threads });
    const { muster } = session;
    const buy = (contact: string, time: string, amount: number) => ({
      contact,
      event: 'buy',
      time,
      attributes: { amount },
    });
    await session.events(
      buy('old', '2026-03-04T23:59:59.999Z', 1),
      buy('edge', HORIZON, 2),
      buy('both', '2026-01-01T00:00:00Z', 4),
      buy('both', '2026-03-14T00:00:00Z', 8),
      { contact: 'old', event: 'seen', time: '2026-02-01T00:00:00Z' },
    );
    const ever = { event: 'buy' };
    const total = { event: 'buy', aggregate: 'sum', of: 'amount', op: 'gte', value: 9 };
    expect(await session.members(ever)).toEqual(['old', 'edge', 'both']);
    expect(await session.members(total)).toEqual(['both']);

    await muster.expireEvents(KEEP);
    expect(await session.members(ever)).toEqual(['edge', 'both']);
    expect(await session.members(total)).toEqual([]);
    expect(await session.members({ event: 'seen' })).toEqual([]);
    expect(await session.members({ not: ever })).toEqual(['old']);
    const { events } = await valueOf(muster.contact('both', { segments: false, events: 9 }));
    expect(events?.map(({ time }) => time)).toEqual(['2026-03-14T00:00:00.000Z']);

    // Nothing further is gone, so nothing is written.
    const position = muster.position();
    await muster.expireEvents(KEEP);
    await muster.expireEvents(2 * KEEP);
    expect(muster.position()).toBe(position);
    await session.close();
  });

  it('refuses events that would be gone at once, and takes those at its beginning', async () => {
    const session = await openSession();
    await session.contacts(['a']);
    await session.muster.expireEvents(KEEP);
    const written = await valueOf(
      session.muster.writeEvents(
        [
          { parsed: true, json: { contact: 'a', event: 'e', time: iso(Date.parse(HORIZON) - 1) } },
          { parsed: true, json: { contact: 'a', event: 'e', time: HORIZON } },
        ],
        { strict: false },
      ),
    );
    expect(written.accepted).toBe(1);
    expect(written.rejected).toEqual([
      { index: 0, path: '/time', message: expect.stringContaining('2026-03-05') },
    ]);
    await session.close();
  });

  it('is told by answers that look further back, and by no others', async () => {
    const session = await openSession();
    const { muster } = session;
    await session.events({ contact: 'a', event: 'e', time: iso(NOON - DAY) });
    const count = async (rule: unknown) => valueOf(muster.count({ rule }, { breakdown: false }));
    expect(await count({ event: 'e' })).not.toHaveProperty('eventsFrom');
    await muster.expireEvents(KEEP);
    const horizon = Date.parse(HORIZON);
    expect(await count({ event: 'e' })).toMatchObject({ count: 1, eventsFrom: horizon });
    const week = { event: 'e', within: { last: 'P7D' } };
    expect(await count(week)).not.toHaveProperty('eventsFrom');
    expect(await count({ all: [] })).not.toHaveProperty('eventsFrom');
    const month = { not: { event: 'e', within: { last: 'P30D' } } };
    expect(await count(month)).toMatchObject({ count: 0, eventsFrom: horizon });
    const recipients = muster.recipients({ rule: month }, { format: 'ndjson', fields: [] });
    expect(await valueOf(recipients)).toMatchObject({ eventsFrom: horizon });
    const preview = muster.preview({ rule: month }, { limit: 1 });
    expect(await valueOf(preview)).toMatchObject({ eventsFrom: horizon });
    await valueOf(muster.putSegment('m', { name: 'm', rule: month }, undefined));
    await valueOf(muster.putSegment('w', { name: 'w', rule: week }, undefined));
    const warnings = (await valueOf(muster.segments())).map((segment) => segment.warnings.length);
    expect(warnings).toEqual([1, 0]);
    await session.close();
  });

  it('outlives restarts, and its bytes leave the disk with the next compaction', async () => {
    await withFolder(async (data) => {
      const first = await openSession({ data });
      await first.events(
        {
          contact: 'a',
          event: 'e',
          time: '2026-01-01T00:00:00Z',
          attributes: { what: 'EXPIRED-value' },
        },
        { contact: 'a', event: 'e', time: iso(NOON), attributes: { what: 'kept-value' } },
      );
      await first.muster.checkpoint();
      await first.muster.expireEvents(KEEP);
      await first.close();
      const again = await openSession({ data });
      const old = { event: 'e', where: { attr: 'what', op: 'eq', value: 'EXPIRED-value' } };
      expect(await again.count(old)).toBe(0);
      await again.muster.compact();
      expect(hasText(data, 'EXPIRED-value')).toBe(false);
      expect(hasText(data, 'kept-value')).toBe(true);
      await again.close();
      const last = await openSession({ data });
      expect(await last.count({ event: 'e' })).toBe(1);
      await last.close();
    });
  });
});

function hasText(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text));
}
