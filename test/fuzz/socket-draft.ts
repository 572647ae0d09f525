/**
 * A request while it is made: its parts, which contacts it would store, and what may be answered. It
 * begins sound; each fault that is put into it says which refusals it leads to.
 */

export type Draft = {
  /** What it is and what was done to it. */
  readonly name: string[];
  method: string;
  target: string;
  version: string;
  /** Texts are sent byte by byte (Latin-1), so that they can be what is not UTF-8. */
  headers: [name: string, value: string][];
  body: Buffer | undefined;
  frame: Frame;
  /** In the id of each contact that it would store. */
  readonly tokens: readonly string[];
  /** Statuses of the answer as long as nothing refuses it. */
  readonly sound: readonly number[];
  /** Statuses of what was put into it to be refused. */
  readonly refusals: Set<number>;
  /** The library under the server may refuse it by itself. */
  library: boolean;
  /** There may be no answer: the server waits for more. */
  silent: boolean;
  /** Nobody can say what it means: any answer will do that is one. */
  unsure: boolean;
};

/** A body as it goes over the line, with the headers that say how long it is. */
export type Frame = (body: Buffer) => {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bytes: Buffer;
};

const byLength: Frame = (body) => ({
  headers: [['Content-Length', String(body.length)]],
  bytes: body,
});

export function draftOf(
  parts: Pick<Draft, 'method' | 'target'> & Partial<Pick<Draft, 'body' | 'tokens' | 'sound'>>,
): Draft {
  return {
    name: [`${parts.method} ${parts.target.slice(0, 40)}`],
    version: 'HTTP/1.1',
    headers: [['Host', 'localhost']],
    body: undefined,
    frame: byLength,
    tokens: [],
    sound: [200],
    refusals: new Set(),
    library: false,
    silent: false,
    unsure: false,
    ...parts,
  };
}

export function bytesOf(draft: Draft): Buffer {
  const framed = draft.body === undefined ? undefined : draft.frame(draft.body);
  const headers = [...draft.headers, ...(framed?.headers ?? [])];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${draft.method} ${draft.target} ${draft.version}\r\n${lines}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), framed?.bytes ?? Buffer.alloc(0)]);
}

/** Sets a header, in place of one of the same name. */
export function setHeader(draft: Draft, name: string, value: string): void {
  const isOther = ([other]: readonly [string, string]) =>
    other.toLowerCase() !== name.toLowerCase();
  draft.headers = [...draft.headers.filter(isOther), [name, value]];
}
