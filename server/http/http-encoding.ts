/**
 * Bodies that come packed: gzip, unpacked off this thread and never beyond the body limit. One after
 * the other: zlib would work at all of them in turns, and let all of them grow at once.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok, type Result } from '../../engine/index.ts';
import type { Failure } from '../service.ts';
import type { Limits } from './limits.ts';
import { invalid } from './problem.ts';

const unpack = promisify(gunzip);
/** The end of the queue. */
let unpacking: Promise<unknown> = Promise.resolve();

export async function unpackBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  limits: Limits,
): Promise<Result<Uint8Array, Failure>> {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case '':
    case 'identity':
      return ok(bytes);
    case 'gzip':
    case 'x-gzip':
      return inTurn(() => gunzipBody(bytes, limits));
    default:
      return err({
        kind: 'unsupported-media-type',
        message: 'the Content-Encoding has to be gzip or identity',
      });
  }
}

function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const done = unpacking.then(run);
  unpacking = done.catch(() => {});
  return done;
}

async function gunzipBody(bytes: Uint8Array, limits: Limits): Promise<Result<Uint8Array, Failure>> {
  try {
    return ok(await unpack(bytes, { maxOutputLength: limits.bodyBytes }));
  } catch (error) {
    if (isCode(error, 'ERR_BUFFER_TOO_LARGE')) return err(bodyTooLarge(limits));
    return err(invalid('the body is not valid gzip'));
  }
}

export function bodyTooLarge(limits: Limits): Failure {
  return { kind: 'too-large', message: `the body has more than ${limits.bodyBytes} bytes` };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
