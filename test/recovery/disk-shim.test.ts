/** The disk that fails does what it is told, and only below its folder. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFolder } from '../contract/muster-session.ts';
import { FaultyDisk, SYNC_MODES, shimObstacle } from './disk-shim.ts';

/** Runs statements that find `fs` and `file`; `attempt` gives the error code or the result. */
function run(disk: FaultyDisk, folder: string, statements: string) {
  const script = `
    const fs = require('node:fs');
    const file = fs.openSync(${JSON.stringify(join(folder, 'file'))}, 'w');
    const attempt = (use) => { try { return use() ?? 'done'; } catch (error) { return error.code; } };
    const said = (() => { ${statements} })();
    process.stdout.write(JSON.stringify(said ?? null));`;
  const { stdout, signal } = spawnSync(process.execPath, ['-e', script], {
    env: { PATH: process.env['PATH'] ?? '', ...disk.env },
    encoding: 'utf8',
  });
  return { signal, said: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) };
}

function withDisk(use: (disk: FaultyDisk, folder: string) => void): Promise<void> {
  return withFolder(async (folder) => {
    const disk = new FaultyDisk(folder);
    try {
      use(disk, folder);
    } finally {
      disk.remove();
    }
  });
}

const SYNC_TWICE = `
  return [() => fs.fsyncSync(file), () => fs.fdatasyncSync(file)].map(attempt);`;
const WRITE_TWICE = `
  return [0, 1].map(() => attempt(() => fs.writeSync(file, Buffer.alloc(100))));`;

describe.skipIf(shimObstacle !== undefined)('a disk', () => {
  it('counts what is done to it', () =>
    withDisk((disk, folder) => {
      const path = JSON.stringify(join(folder, 'sub'));
      const statements = `
        fs.writeSync(file, 'abc'); fs.writevSync(file, [Buffer.from('d'), Buffer.from('e')], 7);
        fs.fsyncSync(file); fs.mkdirSync(${path}); fs.renameSync(${path}, ${path} + '2');
        fs.rmdirSync(${path} + '2'); fs.writeFileSync('/dev/null', 'elsewhere');`;
      run(disk, folder, statements);
      expect([disk.get('operations'), disk.get('syncs'), disk.get('bytes')]).toEqual([6, 1, 5]);
      expect(statSync(join(folder, 'file')).size).toBe(9);
    }));

  it('fails to sync once, or from then on', () =>
    withDisk((disk, folder) => {
      disk.set('syncMode', SYNC_MODES.failsOnce);
      expect(run(disk, folder, SYNC_TWICE).said).toEqual(['EIO', 'done']);
      disk.set('syncMode', SYNC_MODES.fails);
      expect(run(disk, folder, SYNC_TWICE).said).toEqual(['EIO', 'EIO']);
      expect(disk.get('failures')).toBe(3);
      disk.set('syncsToPass', 1);
      expect(run(disk, folder, SYNC_TWICE).said).toEqual(['done', 'EIO']);
      disk.set('syncMode', SYNC_MODES.passes);
      expect(run(disk, folder, SYNC_TWICE).said).toEqual(['done', 'done']);
    }));

  it('gets full: a write is cut short, the next one refused, what is there may be overwritten', () =>
    withDisk((disk, folder) => {
      disk.fillUp(130);
      expect(run(disk, folder, WRITE_TWICE).said).toEqual([100, 30]);
      expect(run(disk, folder, WRITE_TWICE).said).toEqual(['ENOSPC', 'ENOSPC']);
      disk.fillUp(100);
      const over = `${WRITE_TWICE.replace('return', 'const grown =')}
        return [grown, attempt(() => fs.writeSync(file, Buffer.alloc(100), 0, 100, 0))];`;
      expect(run(disk, folder, over).said).toEqual([[100, 'ENOSPC'], 100]);
      disk.makeRoom();
      expect(run(disk, folder, WRITE_TWICE).said).toEqual([100, 100]);
    }));

  it('kills at an operation, before it or in the middle of it', () =>
    withDisk((disk, folder) => {
      disk.set('killAt', 2);
      expect(run(disk, folder, WRITE_TWICE)).toEqual({ signal: 'SIGKILL', said: undefined });
      expect(readFileSync(join(folder, 'file'))).toHaveLength(100);
      disk.reset();
      disk.set('killAt', 2);
      disk.set('isTorn', 1);
      expect(run(disk, folder, WRITE_TWICE).signal).toBe('SIGKILL');
      expect(readFileSync(join(folder, 'file'))).toHaveLength(150);
    }));

  it('kills the process that it was started for, not the children of that', () =>
    withDisk((disk, folder) => {
      disk.set('killAt', 1);
      const path = JSON.stringify(join(folder, 'other'));
      const child = `require('node:fs').writeFileSync(${path}, 'abc')`;
      const statements = `
        const { spawnSync } = require('node:child_process');
        return spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}]).status;`;
      expect(run(disk, folder, statements)).toEqual({ signal: null, said: 0 });
      expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('abc');
      expect(disk.get('operations')).toBe(0);
    }));
});
