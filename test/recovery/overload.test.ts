/** Far too much load. With figures, and for longer: `npm run soak -- overload`. */
import { expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { runOverload } from './overload.ts';

it('five times the load that can be served breaks nothing', async () => {
  const report = await runOverload({ flags: BUSY_FLAGS, seconds: 3 });
  expect(report.served).toBeGreaterThan(0);
  expect(report).toMatchObject({ refusedWithoutRetry: 0, others: 0, unanswered: 0 });
  expect(report.rssMostMiB - report.rssBeforeMiB).toBeLessThan(512);
});
