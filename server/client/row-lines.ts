/** Rows out of lines of JSON (NDJSON) that arrive in pieces. */

/** Yields each line's value as soon as the line is there; throws when the text ends within one. */
export async function* jsonLines<T>(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<T, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) yield JSON.parse(line) as T;
  }
  if (rest + decoder.decode() !== '') throw new SyntaxError('the rows end within a row');
}
