/**
 * Where something was thrown, without what it says: the message of an error can have a part of the
 * value that it is about, as those of `JSON.parse` do.
 */
export type FaultPlace = {
  /** The kind of error, and its code if the system gave one. */
  readonly name: string;
  readonly code?: string;
  /** Functions with file, line and column, the innermost first. */
  readonly frames: readonly string[];
};

const WORD = /^[A-Za-z]{1,60}$/;
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const FRAME = /^ {4}at /;

export function faultPlace(error: unknown): FaultPlace {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const { code } = error as { code?: unknown };
  return {
    name: WORD.test(error.name) ? error.name : 'Error',
    ...(typeof code === 'string' && CODE.test(code) && { code }),
    frames: framesOf(error),
  };
}

/**
 * The lines after the message. That may have lines which look like those, so they are told from it
 * by its length, and left out where it is not found as it is now.
 */
function framesOf({ stack = '', message }: Error): readonly string[] {
  const at = stack.indexOf(message);
  const head = stack.slice(0, Math.max(at, 0));
  if (at < 0 || head.includes('\n')) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .slice(1)
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim().slice('at '.length));
}
