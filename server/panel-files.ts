/**
 * The built panel: its files with what a browser has to be told of them, read when the first is asked
 * for and kept. There are few of them, and none changes while the server runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export type PanelFile = {
  /** A media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same packed with gzip. */
  readonly packed: Uint8Array;
  /** Its name changes whenever its content does. */
  readonly isImmutable: boolean;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Vite puts a hash of the content before the ending. */
const HASHED = /-[\w-]{8}\.\w+$/;

const pack = promisify(gzip);

let files: Promise<ReadonlyMap<string, PanelFile>> | undefined;

/** By path, `index.html` or `panel/…`; empty when the panel is not built. */
export function panelFiles(): Promise<ReadonlyMap<string, PanelFile>> {
  files ??= readPanel();
  return files;
}

async function readPanel(): Promise<ReadonlyMap<string, PanelFile>> {
  const folder = builtFolder();
  if (folder === undefined) return new Map();
  const names = [
    'index.html',
    ...readdirSync(join(folder, 'panel')).map((name) => `panel/${name}`),
  ];
  const read = names.flatMap((name) => {
    const type = TYPES[extname(name)];
    return type === undefined ? [] : [readFile(join(folder, name), name, type)];
  });
  return new Map(await Promise.all(read));
}

async function readFile(path: string, name: string, type: string): Promise<[string, PanelFile]> {
  const bytes = readFileSync(path);
  const packed = await pack(bytes, { level: 9 });
  return [name, { type, bytes, packed, isImmutable: HASHED.test(name) }];
}

/** Beside the built server, or in `dist` when the sources run. */
function builtFolder(): string | undefined {
  for (const path of ['../panel/', '../dist/panel/']) {
    const folder = fileURLToPath(new URL(path, import.meta.url));
    try {
      if (readdirSync(folder).includes('index.html')) return folder;
    } catch {
      // The other place it is.
    }
  }
  return undefined;
}
