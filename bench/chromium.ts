/**
 * A headless Chromium that comes with the packages, so that nothing has to be installed.
 * `MUSTER_CHROMIUM` names another; where there is no such package, the Chrome of the machine.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type LaunchOptions, chromium as playwright } from 'playwright-core';

const PACKAGE = join('node_modules', '@sparticuz', 'chromium');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--hide-scrollbars',
];

export async function launchChromium(): Promise<Browser> {
  return playwright.launch({ args: ARGUMENTS, headless: true, ...(await executable()) });
}

async function executable(): Promise<LaunchOptions> {
  const own = process.env['MUSTER_CHROMIUM'];
  if (own !== undefined) return { executablePath: own };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  const folder = await unpacked();
  const env = { ...process.env } as Record<string, string>;
  // Machines without fonts get those of the package.
  if (!existsSync('/etc/fonts')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  return { executablePath: join(folder, 'chromium'), env };
}

/**
 * Where the browser is unpacked, once for each version. The package unpacks into the folder of
 * temporary files, file by file, whoever else does the same; so it is done aside and renamed.
 */
async function unpacked(): Promise<string> {
  // Its `package.json` is not among what it exports.
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = entry.slice(0, entry.lastIndexOf(PACKAGE));
  const text = readFileSync(join(root, PACKAGE, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  const cache = join(root, 'node_modules', '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, 'chromium-new-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = aside;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  try {
    renameSync(aside, folder);
  } catch (error) {
    // Somebody else was first.
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
