/** Programs that the comparison starts and ends: found, watched and stopped by process id. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeerMissing } from './peer.ts';

const STOP_MS = 20_000;

/** What ends or removes that which would outlive this process. */
const endings = new Set<() => void>();
process.once('exit', () => {
  for (const end of endings) end();
});

/** Throws `PeerMissing` unless the program is on the path. */
export function requireProgram(program: string, debianPackage: string): void {
  const { status } = spawnSync('which', [program], { stdio: 'ignore' });
  if (status === 0) return;
  throw new PeerMissing(`${program} is not installed: apt-get install ${debianPackage}`);
}

/** A program that does not outlive this process, however that ends short of a kill. */
export function startProgram(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  endings.add(() => child.kill('SIGKILL'));
  return child;
}

/** A folder that is gone with this process, if not before. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `muster-bench-${name}-`));
  endings.add(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A port of loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** What a process holds resident (Linux: /proc), in bytes. */
export function residentBytesOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Asks it to end, and makes it when it does not within a while. */
export async function endPeerProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
