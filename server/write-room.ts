/**
 * How much may wait for the writer, in calls and in bytes. What comes on top of it is refused, so that
 * a queue never becomes memory, nor a wait that nobody sees the end of.
 */
import type { WriteCall } from './writing.ts';

/** Calls that may wait for their answers. */
const MAX_CALLS = 1024;
/** Bytes of what they write; a call that waits alone may have more. */
const MAX_BYTES = 64 * 1024 * 1024;

export class WriteRoom {
  #calls = 0;
  #bytes = 0;

  /** What waits now. */
  get waiting(): { readonly calls: number; readonly bytes: number } {
    return { calls: this.#calls, bytes: this.#bytes };
  }

  /** Whether a call with so many bytes may wait now. */
  admits(bytes: number): boolean {
    if (this.#calls === 0) return true;
    return this.#calls < MAX_CALLS && this.#bytes + bytes <= MAX_BYTES;
  }

  /** Takes room, be there enough or not; to be given back. */
  take(bytes: number): void {
    this.#calls += 1;
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#calls -= 1;
    this.#bytes -= bytes;
  }
}

/** About how many bytes of memory the arguments of a call take while it waits. */
export function bytesOfCall(call: WriteCall): number {
  return isBody(call) ? call.args[1].bytes.length : approximateBytes(call.args);
}

export function isBody(call: WriteCall): call is WriteCall<'writeBody'> {
  return call.method === 'writeBody';
}

/** About the size of a value as JSON. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return value.length * 3 + 2;
  if (typeof value !== 'object' || value === null) return 9;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + 1 + approximateBytes(one), 2);
  let bytes = 2;
  for (const key in value) {
    bytes += key.length + 4 + approximateBytes((value as Readonly<Record<string, unknown>>)[key]);
  }
  return bytes;
}
