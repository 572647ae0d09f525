/** The catalog's counts where there are more values than are kept: the commonest are right. */
import { expect, test } from 'vitest';
import { openSession } from '../contract/muster-session.ts';

test('among more values than are kept the commonest are counted exactly', async () => {
  const session = await openSession({ shardBits: 16 });
  try {
    const { muster } = session;
    const contacts = Array.from({ length: 30_000 }, (_, i) => {
      const text = i % 1000 === 0 ? 'often' : `t${i}`;
      return [`c${i}`, { number: i < 50 ? 7 : i + 1000, text }] as const;
    });
    for (let start = 0; start < contacts.length; start += 10_000) {
      await session.contacts(...contacts.slice(start, start + 10_000));
    }
    const catalog = await muster.catalog();
    const fields = catalog.ok ? catalog.value.fields : [];
    const first = (name: string) => fields.find((field) => field.name === name)?.values[0];
    expect([first('number'), first('text')]).toEqual([
      { value: 7, count: 50 },
      { value: 'often', count: 30 },
    ]);
    expect(fields.map(({ contacts: with_ }) => with_)).toEqual([30_000, 30_000, 30_000]);
  } finally {
    await session.close();
  }
});
