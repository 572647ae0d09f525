/**
 * Broken requests at the socket of the server: random and mutated ones, among them some that are sound.
 * `FUZZ_SEED` repeats what is sent. For longer, with figures: `npm run soak -- sockets`.
 */
import { expect, test } from 'vitest';
import { runSockets } from './socket-run.ts';

const CONNECTIONS = 2000;

test('broken requests are refused, store nothing, and hold up nobody', async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed}`);
  const report = await runSockets({ seed, flags: [], rounds: CONNECTIONS });
  expect(report.faults).toEqual([]);
  expect(report.connections).toBe(CONNECTIONS);
  expect(report.goodAnswers).toBeGreaterThan(0);
});
