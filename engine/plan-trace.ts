/** What an evaluation tells of itself, node by node, to whoever wants it explained. */

/** What has given the contacts of a node. */
export type Access =
  /** Everyone or nobody. */
  | 'constant'
  /** Bitmaps of its children. */
  | 'combined'
  /** Bitmaps that the index holds. */
  | 'index'
  /** Values or rows, read one after the other. */
  | 'scan'
  /** What is kept right since it was asked before. */
  | 'standing'
  /** Values or rows of those alone whom the rest of a conjunction has left. */
  | 'survivors'
  /** Two bitmaps have told the number; nobody was gathered. */
  | 'counted';

export type NodeTrace = {
  readonly access: Set<Access>;
  /** Contacts selected: of the survivors, where these were tested. */
  count: number;
  /** Survivors that were tested. */
  tested: number;
  /** Without its children. */
  micros: number;
  /** Its children in the order in which they were combined. */
  order: readonly number[];
};

export class PlanTrace {
  /** By node; undefined for one that no answer has needed. */
  readonly nodes: (NodeTrace | undefined)[] = [];
  readonly #micros: () => number;
  /** Time of the children of what is being timed. */
  #inner = 0;

  /** `micros` tells the time from some moment on. */
  constructor(micros: () => number) {
    this.#micros = micros;
  }

  timed<T>(node: number, run: () => T): T {
    const outer = this.#inner;
    this.#inner = 0;
    const start = this.#micros();
    try {
      return run();
    } finally {
      const whole = this.#micros() - start;
      this.of(node).micros += whole - this.#inner;
      this.#inner = outer + whole;
    }
  }

  note(node: number, access: Access, count: number): void {
    const trace = this.of(node);
    trace.access.add(access);
    trace.count = count;
  }

  /** Of a root: unless its contacts were gathered. */
  noteCounted(node: number, count: number): void {
    const trace = this.of(node);
    if (trace.access.size === 0) trace.access.add('counted');
    trace.count = count;
  }

  noteTested(node: number, tested: number, count: number): void {
    this.note(node, 'survivors', count);
    this.of(node).tested = tested;
  }

  noteOrder(node: number, order: readonly number[]): void {
    this.of(node).order = order;
  }

  of(node: number): NodeTrace {
    let trace = this.nodes[node];
    if (trace === undefined) {
      trace = { access: new Set(), count: 0, tested: 0, micros: 0, order: [] };
      this.nodes[node] = trace;
    }
    return trace;
  }
}
