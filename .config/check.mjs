/**
 * Everything that has to hold, one stage after the other: types, lint, format, dead code, tests.
 * A stage that fails does not stop the next. Ends with one line, `N passed, N failed`: each test
 * counts as one, and so does each of the other stages.
 *
 * Arguments go to vitest, as `npm test -- test/unit`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const STAGES = [
  ['types', 'tsc', '--noEmit', '--project', 'test/tsconfig.json'],
  ['types of the panel', 'tsc', '--project', 'server/panel/tsconfig.json'],
  ['lint', 'oxlint', '--config', '.config/oxlint.json', '--type-aware', '--deny-warnings'],
  ['format', 'biome', 'check'],
  ['dead code', 'knip', '--config', '.config/knip.json', '--no-progress'],
];

const total = { passed: 0, failed: 0, skipped: 0 };
const failedStages = [];
for (const [name, ...command] of STAGES) {
  const isGood = await stage(name, command);
  total[isGood ? 'passed' : 'failed'] += 1;
  if (!isGood) failedStages.push(name);
}
const tests = await testStage(process.argv.slice(2));
for (const kind of Object.keys(total)) total[kind] += tests[kind];
if (tests.failed > 0) failedStages.push('tests');

// Last, because what a stage said is far up by now.
if (failedStages.length > 0) console.log(`\nfailed: ${failedStages.join(', ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function stage(name, [tool, ...args]) {
  console.log(`\n== ${name}`);
  const status = await run(tool, args);
  console.log(status === 0 ? `${name}: good` : `${name}: failed (${status})`);
  return status === 0;
}

async function testStage(filters) {
  console.log('\n== tests');
  const folder = mkdtempSync(join(tmpdir(), 'muster-check-'));
  const report = join(folder, 'vitest.json');
  try {
    const status = await run('vitest', [
      'run',
      '--config=.config/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ]);
    return countTests(JSON.parse(readFileSync(report, 'utf8')), status);
  } catch (error) {
    console.log(`tests: no report (${error.message})`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that does not load has no tests to count, and an error outside of them belongs to none. */
function countTests(report, status) {
  const brokenFiles = report.testResults.filter(
    ({ status: fileStatus, assertionResults }) =>
      fileStatus === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function run(tool, args) {
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}
