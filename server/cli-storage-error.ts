/** What is wrong with the files of a data folder, told as a failure of the command. */
import {
  CheckpointError,
  CopyError,
  DiskFullError,
  FileFault,
  LogError,
} from '../storage/index.ts';
import { CliError } from './cli-error.ts';

const FAULTS = [CheckpointError, CopyError, DiskFullError, FileFault, LogError];

/** Rejects with a `CliError` where the files, the disk or the system are at fault. */
export async function readingFiles<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // LMDB's own failures have numbers.
    const { code } = error as { code?: unknown };
    const isSystem = 'syscall' in error || typeof code === 'number';
    if (isSystem || FAULTS.some((kind) => error instanceof kind)) throw new CliError(error.message);
    throw error;
  }
}
