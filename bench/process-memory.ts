/** What the system says of a process's memory (Linux: /proc), in bytes. */
import { readFileSync } from 'node:fs';

export type ProcessMemory = {
  readonly rss: number;
  /** The most there was, ever or since it was forgotten. */
  readonly peak: number;
  /** Resident memory without pages of files, which the system can let go of at any time. */
  readonly anonymous: number;
};

export function processMemory(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { rss: bytes('VmRSS'), peak: bytes('VmHWM'), anonymous: bytes('RssAnon') };
}
