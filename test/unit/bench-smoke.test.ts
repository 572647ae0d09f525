/** The benchmarks run: their smoke sizes, through the built program. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const COUNT = fileURLToPath(new URL('../../dist/bench/count.js', import.meta.url));
const run = promisify(execFile);

test('the count benchmark measures all sixteen segments and repeats its answers', async () => {
  const first = await run(process.execPath, [COUNT, '--smoke']);
  const second = await run(process.execPath, [COUNT, '--smoke', '--threads', '2']);
  expect(first.stdout.match(/^│ [a-z-]+ +│ +\d+ │ +\d+\.\d{3} │/gm)).toHaveLength(16);
  expect(checksum(first.stdout)).toBe(checksum(second.stdout));
});

function checksum(output: string): string | undefined {
  return /^checksum of the counts: (?<sum>[0-9a-f]{16})$/m.exec(output)?.groups?.['sum'];
}
