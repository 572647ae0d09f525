/**
 * Makes a clone ready to run: installs the packages when they are missing or not those of
 * `package-lock.json`, and builds when the sources are newer than the build. Runs on nothing but
 * Node, from any folder; does nothing, in a moment, when there is nothing to do.
 *
 * Two stamps say what was done: `node_modules/.muster-stamp` holds a hash of the lock file,
 * `dist/.muster-stamp` one of the sources (the panel's, too) and of what the compiler last wrote.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not `import.meta.dirname`: a Node that is too old has to get as far as being told so.
const root = fileURLToPath(new URL('..', import.meta.url));
const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const installStamp = join(modules, '.muster-stamp');
const buildStamp = join(root, 'dist', '.muster-stamp');
const buildInfo = join(root, 'dist', '.tsbuildinfo');
const built = [join(root, 'dist', 'server', 'cli.js'), join(root, 'dist', 'panel', 'index.html')];
const panel = join('server', 'panel');
const panelConfig = join('.config', 'panel.vite.config.ts');

checkNode(process.versions.node);
if (!isInstalled()) await install();
if (!isBuilt()) await build();

/** The native packages are pinned to this line of Node. */
function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major === 20 && minor >= 19) return;
  fail(`Node 20 from 20.19 on is needed, this is ${version} (${process.execPath})`);
}

function isInstalled() {
  if (readText(installStamp) === installKey()) return true;
  // Packages that npm itself has just installed, as a build server does before the tests.
  if (existsSync(installStamp) || !fitsLockFile()) return false;
  writeFileSync(installStamp, installKey());
  return true;
}

async function install() {
  say('installing packages (native parts are compiled, which takes about a minute)');
  const npm = process.env.npm_execpath ?? '';
  // Not `npm ci`, which refuses a lock file without the optional packages of other platforms:
  // registries do not all serve those. This keeps to the lock file just as well, and leaves it.
  const flags = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (basename(npm) === 'npm-cli.js') await run(process.execPath, [npm, 'install', ...flags]);
  else await run('npm', ['install', ...flags]);
  writeFileSync(installStamp, installKey());
}

/** What is compiled fits one kind of machine and one interface of Node. */
function installKey() {
  const { platform, arch, versions } = process;
  return hash([readText(lockFile), platform, arch, versions.modules]);
}

/** Whether npm's own record of what it installed is what the lock file asks for. */
function fitsLockFile() {
  const record = readText(join(modules, '.package-lock.json'));
  if (record === '') return false;
  const wanted = JSON.parse(readText(lockFile)).packages;
  const found = JSON.parse(record).packages;
  return Object.entries(wanted).every(([path, { integrity, version, optional }]) => {
    if (path === '') return true;
    const other = found[path];
    return other === undefined
      ? optional === true
      : other.version === version && other.integrity === integrity;
  });
}

function isBuilt() {
  return built.every((file) => existsSync(file)) && readText(buildStamp) === buildKey();
}

async function build() {
  say('building');
  await run(process.execPath, [join(modules, 'typescript', 'bin', 'tsc'), '--build']);
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  await run(process.execPath, [vite, 'build', '--config', panelConfig]);
  writeFileSync(buildStamp, buildKey());
}

function buildKey() {
  const { include } = JSON.parse(readText(join(root, 'tsconfig.json')));
  const sources = include.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.ts') || join(folder, name).startsWith(join(panel, '/')))
      .filter((name) => statSync(join(root, folder, name)).isFile())
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => join(folder, name)),
  );
  const files = ['tsconfig.json', 'package-lock.json', panelConfig, ...sources];
  return hash([
    ...files.flatMap((name) => [name, readText(join(root, name))]),
    readText(buildInfo),
  ]);
}

function hash(texts) {
  const sha = createHash('sha256');
  for (const text of texts) sha.update(`${text.length}:`).update(text);
  return sha.digest('hex');
}

/** The text of a file, empty where there is none. */
function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Runs a command without a word; when it fails, shows what it said. */
async function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (text) => {
    log += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      keep(error.message);
      resolve('no start');
    });
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  if (status === 0) return;
  const lines = log.trimEnd().split('\n');
  // npm says what is wrong first, compilers last.
  const shown = lines.length <= 80 ? lines : [...lines.slice(0, 20), '…', ...lines.slice(-60)];
  console.error(shown.join('\n'));
  fail(`failed (${status}): ${basename(command)} ${args.join(' ')}`);
}

function say(message) {
  console.log(`set-up: ${message}`);
}

function fail(message) {
  console.error(`set-up: ${message}`);
  process.exit(1);
}
