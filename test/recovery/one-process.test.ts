/** One process at a time has a data folder open, and a killed one leaves nothing in the way. */
import { expect, it } from 'vitest';
import { ServerProcess, withDataFolder } from './server-process.ts';
import { Reader } from './world-read.ts';

it('a second server on a folder is refused, and the next one after a kill is not', async () => {
  await withDataFolder(async (data) => {
    const first = await ServerProcess.start({ data });
    const reader = new Reader(first.url);
    await reader.ask('POST', '/v1/contacts', [{ id: 'a', fields: { n: 1 } }]);
    const second = await ServerProcess.spawn({ data }).ended;
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/^muster: .*another process has it open\n$/);
    // The refused one has disturbed nothing.
    await reader.ask('POST', '/v1/contacts', [{ id: 'b', fields: { n: 2 } }]);
    reader.close();
    await first.stop('SIGKILL');

    const third = await ServerProcess.start({ data });
    const again = new Reader(third.url);
    expect(await again.count({ rule: { field: 'n', op: 'exists' } })).toBe(2);
    again.close();
    expect((await third.stop()).status).toBe(0);
  });
});
