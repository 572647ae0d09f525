/**
 * The events of one shard: rows and activity by event type, and the values they share.
 */
import type { Bitmap } from './bitmap.ts';
import { EventActivity } from './event-activity.ts';
import { type AttributeValue, type EventPage, EventRows, writePage } from './event-rows.ts';
import { chosen, EventScan } from './event-scan.ts';
import { EventValues } from './event-values.ts';
import { type Piece, PieceWriter } from './piece.ts';
import type { EventSource, Span } from './plan.ts';
import type { ShardSizes } from './shard-sizes.ts';
import type { ValueType } from './value.ts';

export type RowVisitor = (contact: number, time: number, page: EventPage, row: number) => void;

export type EventTypeIndex = {
  readonly rows: EventRows;
  readonly activity: EventActivity;
  /** The position that the rows of a snapshot are at: what was written up to it is in them. */
  position: number;
};

/** Reads rows: of all contacts, or of some. */
export interface EventReader {
  readonly values: EventValues;
  /** Reads the rows of a source, page by page. */
  scanOf(source: EventSource): EventScan;
  /** Visits the rows of a source within a span, in order of arrival; the visitor may not scan. */
  scan(source: EventSource, span: Span, visit: RowVisitor): void;
}

export class EventStore implements EventReader {
  readonly values: EventValues;
  readonly #types = new Map<number, EventTypeIndex>();
  readonly #sizes: ShardSizes;

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
    this.values = new EventValues(sizes);
  }

  append(
    event: number,
    contact: number,
    time: number,
    attributes: readonly AttributeValue[],
  ): void {
    const type = this.typeToWrite(event);
    type.rows.append(contact, time, attributes);
    type.activity.add(contact, time);
  }

  dropAttribute(event: number, attribute: number): void {
    this.#types.get(event)?.rows.dropAttribute(attribute);
  }

  /** Drops what happened before a midnight of UTC, in milliseconds since the epoch. */
  dropBefore(midnight: number): void {
    for (const { rows, activity } of this.#types.values()) {
      rows.dropBefore(midnight);
      activity.dropBefore(midnight);
    }
  }

  /** The position up to which a type's rows came with a snapshot; 0 without one. */
  positionOf(event: number): number {
    return this.#types.get(event)?.position ?? 0;
  }

  /** Changes whenever events of a type are taken away; rows are only added in between. */
  editionOf(event: number): number {
    return this.#types.get(event)?.rows.edition ?? 0;
  }

  /** A contact was deleted: whoever reads rows and days leaves it out. */
  forget(contact: number): void {
    for (const { activity } of this.#types.values()) activity.forget(contact);
  }

  rowsOf(event: number): EventRows | undefined {
    return this.#types.get(event)?.rows;
  }

  activityOf(event: number): EventActivity | undefined {
    return this.#types.get(event)?.activity;
  }

  /** The types that have had an event, by number. */
  types(): Iterable<readonly [event: number, type: EventTypeIndex]> {
    return this.#types;
  }

  typeToWrite(event: number): EventTypeIndex {
    let type = this.#types.get(event);
    if (type === undefined) {
      type = {
        rows: new EventRows(this.values, this.#sizes.pageRows),
        activity: new EventActivity(this.#sizes.blockDays),
        position: 0,
      };
      this.#types.set(event, type);
    }
    return type;
  }

  scanOf(source: EventSource): EventScan {
    return new EventScan(source, (event) => this.rowsOf(event), this.values);
  }

  scan(source: EventSource, span: Span, visit: RowVisitor): void {
    visitScan(this.scanOf(source), span, visit);
  }

  /** Reads the rows of some contacts alone, all below `size`. */
  among(contacts: Bitmap, size: number): EventReader {
    const isAmong = new Uint8Array(size);
    for (const contact of contacts.toUint32Array()) isAmong[contact] = 1;
    const scanOf = (source: EventSource) =>
      new EventScan(source, (event) => this.rowsOf(event), this.values, isAmong);
    return {
      values: this.values,
      scanOf,
      scan: (source, span, visit) => visitScan(scanOf(source), span, visit),
    };
  }

  /** Takes out the rows of who is not alive, then the values that no row has any more, in steps. */
  *erase(alive: Bitmap, size: number, typeOf: (attribute: number) => ValueType): Generator<void> {
    const isAlive = new Uint8Array(size);
    for (const local of alive.toUint32Array()) if (local < size) isAlive[local] = 1;
    for (const { rows, activity } of this.#types.values()) {
      yield* rows.purge(isAlive);
      yield* activity.purge(alive);
    }
    this.values.startMarking();
    for (const { rows } of this.#types.values()) {
      // Pages may come and go in between; what comes is marked when it is written.
      const pages = rows.pages.slice();
      for (const page of pages) {
        this.#markValues(page, typeOf);
        yield;
      }
    }
    yield* this.values.sweep();
  }

  #markValues(page: EventPage, typeOf: (attribute: number) => ValueType): void {
    for (const [attribute, cells] of page.columns) {
      if (!(cells instanceof Uint32Array)) continue;
      const isList = typeOf(attribute) === 'list';
      for (const cell of cells) {
        if (cell === 0) continue;
        if (isList) this.values.markList(cell - 1);
        else this.values.markText(cell - 1);
      }
    }
  }

  /**
   * Everything, in the order in which it has to be taken: of each type its full pages one by one;
   * the page that grows together with the list of pages and the position they are at; its activity;
   * after all types the values, which then know all codes in the rows.
   */
  *pieces(shard: number, isFull: boolean, position: () => number): Generator<readonly Piece[]> {
    for (const [event, type] of this.#types) {
      const name = `${shard}/e/${event}`;
      yield* rowPieces(name, type, isFull, position);
      yield* type.activity.pieces(`${name}/d`, isFull);
    }
    yield* this.values.pieces(`${shard}/v`, isFull);
  }
}

function visitScan(scan: EventScan, span: Span, visit: RowVisitor): void {
  for (const page of scan.rows?.pagesWithin(span) ?? []) {
    const count = scan.choose(page, span);
    const { contacts, times } = page;
    for (let i = 0; i < count; i++) {
      const row = chosen[i] as number;
      visit(contacts[row] as number, times[row] as number, page, row);
    }
  }
}

function* rowPieces(
  name: string,
  type: EventTypeIndex,
  isFull: boolean,
  position: () => number,
): Generator<readonly Piece[]> {
  const { rows } = type;
  const pagePiece = (page: EventPage): Piece => {
    const isWanted = page.isChanged || isFull;
    page.isChanged = false;
    return { name: `${name}/p/${page.id}`, bytes: isWanted ? writePage(page) : undefined };
  };
  let next = 0;
  let found = rows.pageFrom(next);
  while (found !== undefined && !found.isLast) {
    yield [pagePiece(found.page)];
    next = found.page.id + 1;
    found = rows.pageFrom(next);
  }
  const head = new PieceWriter()
    .number(Math.max(position(), type.position))
    .array(Uint32Array.from(rows.pages, ({ id }) => id))
    .finish();
  yield [...(found === undefined ? [] : [pagePiece(found.page)]), { name, bytes: head }];
}
