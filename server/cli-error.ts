/**
 * How the command line fails: one clear line and exit code 1. Every failure that the user can do
 * something about is a `CliError`; anything else that is thrown is a bug and keeps its stack.
 */
import { assertNever } from '../engine/index.ts';
import type { Failure } from './service.ts';

/** The message is the whole of what the user reads. */
export class CliError extends Error {}

/** Says why and ends the process. */
export function failWith({ message }: CliError): never {
  process.stderr.write(`muster: ${message}\n`);
  process.exit(1);
}

/** What was thrown as a line of text, for failures of the system (files, sockets). */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'invalid':
      return failure.errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
    case 'conflict':
      return [failure.message, ...(failure.ids ?? [])].join(' ');
    case 'not-found':
    case 'precondition':
    case 'unsupported-media-type':
    case 'too-large':
    case 'disk-full':
    case 'too-costly':
    case 'busy':
      return failure.message;
    default:
      return assertNever(failure);
  }
}

/** Keeps text from data from moving the cursor or colouring the terminal, and within a line. */
export function printable(text: string, longest = 160): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
