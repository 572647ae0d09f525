#!/usr/bin/env node
/** The `muster` command: runs the built command line, and builds it first where it is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/server/cli.js', import.meta.url);

if (!existsSync(built)) {
  const setUp = fileURLToPath(new URL('../.config/set-up.mjs', import.meta.url));
  // The standard output belongs to the command.
  const { status } = spawnSync(process.execPath, [setUp], { stdio: ['ignore', 2, 2] });
  if (status !== 0 || !existsSync(built)) {
    console.error('muster: it is not built yet, and building it failed: run npm run build');
    process.exit(1);
  }
}
await import(built.href);
