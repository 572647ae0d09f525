/** What can be wrong with files: no room for more, and content that can't be trusted. */

/** There is no room for a write; nothing was written, and it may be tried again. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** A file that isn't what we wrote: the message names it and says what is wrong. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}

/** Codes of a device, a quota, or a limit of the process that has no more room. */
const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What was thrown, as a `DiskFullError` if it says that there is no room. */
export function asDiskError(error: unknown, what: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (NO_ROOM.has(code)) {
    return new DiskFullError(`no room for ${what}: ${message}`, { cause: error });
  }
  return error as Error;
}
