/** Far too much load. With figures, and for longer: `npm run soak -- overload`. */
import { expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { runOverload } from './overload.ts';

it.each(['patient', 'impatient'] as const)(
  'five times the load that can be served, of %s clients, breaks nothing',
  async (clients) => {
    const report = await runOverload({ flags: BUSY_FLAGS, seconds: 3, clients });
    expect(report.served).toBeGreaterThan(0);
    expect(report.refused).toBeGreaterThan(0);
    expect(report).toMatchObject({ refusedWithoutRetry: 0, others: 0, unanswered: 0 });
    expect(report.rssMostMiB - report.rssBeforeMiB).toBeLessThan(512);
  },
);
