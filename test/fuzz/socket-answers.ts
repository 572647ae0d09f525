/** What came back over a connection, as answers: read as they come, each as long as it says. */

export type Answer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
};

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\t\x20-\x7e\x80-\xff]*)$/;

export class AnswerReader {
  readonly answers: Answer[] = [];
  /** What no answer looks like; the rest of the connection is not read. */
  fault: string | undefined;
  /** Whether the request that the next answer is for is a HEAD. */
  readonly #isHead: (index: number) => boolean;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes that are needed to go on. */
  #needed = 1;

  constructor(isHead: (index: number) => boolean) {
    this.#isHead = isHead;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= this.#needed) this.#read(false);
  }

  /** Nothing more comes: an answer without a length is over. */
  end(): void {
    this.#read(true);
  }

  /** Bytes of an answer that has not come whole. */
  get leftBytes(): number {
    return this.#bytes;
  }

  #read(isOver: boolean): void {
    let rest = Buffer.concat(this.#chunks);
    this.#needed = 1;
    while (this.fault === undefined && rest.length > 0) {
      const end = rest.indexOf(HEAD_END);
      if (end < 0) break;
      const head = this.#readHead(rest.subarray(0, end).toString('latin1'));
      if (head === undefined) break;
      const bodyAt = end + HEAD_END.length;
      const bodyBytes = this.#bodyBytes(head, isOver ? rest.length - bodyAt : undefined);
      if (bodyBytes === undefined) break;
      if (bodyAt + bodyBytes > rest.length) {
        this.#needed = bodyAt + bodyBytes;
        break;
      }
      const body = rest.subarray(bodyAt, bodyAt + bodyBytes);
      // 100 Continue: the answer is still to come.
      if (head.status >= 200) this.answers.push({ ...head, body: Buffer.from(body) });
      rest = rest.subarray(bodyAt + bodyBytes);
    }
    this.#chunks = [rest];
    this.#bytes = rest.length;
  }

  /** Undefined as long as it is not known. */
  #bodyBytes({ status, headers }: Omit<Answer, 'body'>, left?: number): number | undefined {
    if (status < 200) return 0;
    const length = headers.get('content-length');
    if (length === undefined) return left;
    return this.#isHead(this.answers.length) ? 0 : Number(length);
  }

  #readHead(text: string): Omit<Answer, 'body'> | undefined {
    const [line = '', ...lines] = text.split('\r\n');
    const status = STATUS_LINE.exec(line)?.[1];
    const headers = lines.map((header) => HEADER.exec(header));
    if (status === undefined || headers.includes(null)) {
      this.fault = `no head of an answer: ${JSON.stringify(text.slice(0, 300))}`;
      return undefined;
    }
    const named = headers.map(
      (found) => [found?.[1]?.toLowerCase() ?? '', found?.[2] ?? ''] as const,
    );
    return { status: Number(status), headers: new Map(named) };
  }
}
