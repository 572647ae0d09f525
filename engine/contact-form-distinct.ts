/** A number of distinct values as a standing condition: counted again for whoever has a new event. */
import { cellAt } from './event-rows.ts';
import type { EventScan } from './event-scan.ts';
import type { EventStore } from './event-store.ts';
import { numberPredicate } from './number-test.ts';
import type { EventLeaf, PlanLeaf } from './plan.ts';
import type { ContactForm, RowsOfContact } from './standing-contacts.ts';

/** Fits one test: another threshold is another condition. */
export function distinctForm(leaf: EventLeaf, store: EventStore): ContactForm {
  const scans = leaf.sources.map((source) => store.scanOf(source));
  const isMatch = numberPredicate(leaf.test);
  const windowOf = (asked: PlanLeaf) => (asked as EventLeaf).window;
  return {
    needed: scans,
    scans,
    edges: [
      { scans, placeIn: (asked) => windowOf(asked).from },
      { scans, placeIn: (asked) => windowOf(asked).to },
    ],
    windowOf,
    isLasting: false,
    isMatch(asked, rows) {
      const values = new DistinctValues(store);
      for (const scan of scans) values.addRows(scan, windowOf(asked), rows);
      return values.count > 0 && isMatch(values.count);
    },
    stableOf: (_, reaches) => reaches,
  };
}

/** Values of any type, equal only to equal values of one type; the elements of a list are texts. */
class DistinctValues {
  readonly #store: EventStore;
  readonly #byType = new Map<string, Set<number>>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  get count(): number {
    let count = 0;
    for (const values of this.#byType.values()) count += values.size;
    return count;
  }

  addRows(scan: EventScan, { from, to }: EventLeaf['window'], rows: RowsOfContact): void {
    const { attribute, type } = scan.source.of as Required<EventLeaf['sources'][number]>['of'];
    const isText = type === 'text' || type === 'list';
    const values = this.#valuesOf(isText ? 'text' : type);
    rows(scan.source.event, (page, row) => {
      const time = page.times[row] as number;
      const cells = page.columns.get(attribute);
      if (cells === undefined || time < from || time >= to || !scan.means(page, row)) return;
      const cell = cellAt(cells, row);
      if (cells instanceof Float64Array ? Number.isNaN(cell) : cell === 0) return;
      if (type !== 'list') values.add(isText ? cell - 1 : cell);
      else for (const code of this.#store.values.listCodes(cell - 1)) values.add(code);
    });
  }

  #valuesOf(type: string): Set<number> {
    let values = this.#byType.get(type);
    if (values === undefined) {
      values = new Set();
      this.#byType.set(type, values);
    }
    return values;
  }
}
