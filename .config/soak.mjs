/**
 * The long forms of the fault tests:
 * `npm run soak -- FAULT… [--rounds N] [--seconds S] [--seed N] [-- flags of muster serve]`.
 * Faults: kill, points, power, sync, full, damage, overload, sockets, or all. Prints figures as it
 * goes and at the end; what fails comes back with its seed.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const root = dirname(import.meta.dirname);
const FAULTS = ['kill', 'points', 'power', 'sync', 'full', 'damage', 'overload', 'sockets'];

const [own, flags] = split(process.argv.slice(2));
const { values, positionals } = parseArgs({
  args: own,
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' } },
});
const faults = positionals.includes('all') ? FAULTS : positionals;
const unknown = faults.filter((fault) => !FAULTS.includes(fault));
if (faults.length === 0 || unknown.length > 0) {
  console.error(`soak: name what to break: ${FAULTS.join(', ')} or all`);
  process.exit(1);
}
const soak = {
  faults,
  flags,
  seed: Number(values.seed ?? Math.floor(Math.random() * 2 ** 30)),
  ...(values.rounds !== undefined && { rounds: Number(values.rounds) }),
  ...(values.seconds !== undefined && { seconds: Number(values.seconds) }),
};
const vitest = join(root, 'node_modules', '.bin', 'vitest');
const child = spawn(vitest, ['run', '--config', '.config/soak.config.ts'], {
  cwd: root,
  env: { ...process.env, SOAK: JSON.stringify(soak) },
  stdio: ['ignore', 'inherit', 'inherit'],
});
child.on('close', (code) => process.exit(code ?? 1));

/** What stands before and after `--`. */
function split(args) {
  const at = args.indexOf('--');
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}
