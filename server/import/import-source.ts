/**
 * A file to import, as a stream of bytes: gzip is recognised by its first bytes and unpacked, a
 * byte order mark is taken off, and the format is told by the name, else by the content.
 *
 * Holds one chunk at a time, whatever the size of the file. `-` is the standard input.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError, reasonOf } from '../cli-error.ts';

export type ImportSource = {
  readonly name: string;
  readonly format: 'csv' | 'ndjson';
  /** Bytes of the file itself, packed or not; undefined when there is no telling beforehand. */
  readonly size: number | undefined;
  /** How many of them have been read. */
  readonly position: () => number;
  /** The unpacked content. Throws a `CliError` when the file cannot be read to its end. */
  readonly content: AsyncIterable<Buffer>;
};

const CHUNK_BYTES = 256 * 1024;
/** Enough to tell the formats apart behind a few blank lines. */
const HEAD_BYTES = 256;

export async function openSource(path: string): Promise<ImportSource> {
  const name = path === '-' ? 'standard input' : path;
  const size = path === '-' ? undefined : await fileSize(path);
  const input =
    path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let position = 0;
  const packed = await peek(
    named(name, input, (bytes) => {
      position += bytes;
    }),
    2,
  );
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const plain = await peek(isGzip ? gunzipped(name, packed.chunks) : packed.chunks, HEAD_BYTES);
  refuseUtf16(name, plain.head);
  return {
    name,
    format: formatOf(name, plain.head),
    size,
    position: () => position,
    content: withoutMark(plain.chunks),
  };
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new CliError(`${path} is a folder, not a file`);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function* named(
  name: string,
  input: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw new CliError(`cannot read ${name}: ${reasonOf(error)}`);
  }
}

async function* gunzipped(name: string, packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // The pipeline destroys the gunzip with the error of the source, so the loop below throws it.
  const unpacking = pipeline(
    Readable.from(packed),
    createGunzip({ chunkSize: CHUNK_BYTES }),
    () => {},
  );
  try {
    yield* unpacking as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${name} is broken gzip: ${reasonOf(error)}`);
  }
}

/** The first bytes (at least `least`, if there are as many), and all chunks from the start. */
async function peek(
  source: AsyncGenerator<Buffer>,
  least: number,
): Promise<{ head: Buffer; chunks: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  let next = await source.next();
  while (next.done !== true) {
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length >= least) break;
    next = await source.next();
  }
  return { head, chunks: startingWith(head, source) };
}

async function* startingWith(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* withoutMark(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    yield first && hasUtf8Mark(chunk) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

function hasUtf8Mark(head: Buffer): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
}

function refuseUtf16(name: string, head: Buffer): void {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16) throw new CliError(`${name} is UTF-16: save it as UTF-8`);
}

function formatOf(name: string, head: Buffer): 'csv' | 'ndjson' {
  const suffix = /\.(csv|ndjson|jsonl)(\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (suffix === 'csv') return 'csv';
  const start = (hasUtf8Mark(head) ? head.subarray(3) : head).toString('latin1').trimStart();
  if (start.startsWith('[')) {
    throw new CliError(
      `${name} is a JSON array: give one item per line, as jq -c '.[]' writes them`,
    );
  }
  return suffix !== undefined || start.startsWith('{') ? 'ndjson' : 'csv';
}
