/**
 * The events of one shard: rows and activity by event type, and the values they share.
 */
import { EventActivity } from './event-activity.ts';
import { type AttributeValue, type EventPage, EventRows } from './event-rows.ts';
import { EventValues } from './event-values.ts';
import { compileWhere } from './event-where.ts';
import type { EventSource, Span } from './plan.ts';

export type RowVisitor = (contact: number, time: number, page: EventPage, row: number) => void;

type TypeIndex = { readonly rows: EventRows; readonly activity: EventActivity };

export class EventStore {
  readonly values = new EventValues();
  readonly #types = new Map<number, TypeIndex>();

  append(
    event: number,
    contact: number,
    time: number,
    attributes: readonly AttributeValue[],
  ): void {
    let type = this.#types.get(event);
    if (type === undefined) {
      type = { rows: new EventRows(this.values), activity: new EventActivity() };
      this.#types.set(event, type);
    }
    type.rows.append(contact, time, attributes);
    type.activity.add(contact, time);
  }

  dropAttribute(event: number, attribute: number): void {
    this.#types.get(event)?.rows.dropAttribute(attribute);
  }

  rowsOf(event: number): EventRows | undefined {
    return this.#types.get(event)?.rows;
  }

  activityOf(event: number): EventActivity | undefined {
    return this.#types.get(event)?.activity;
  }

  /** Visits the rows of a source within a span, in order of arrival. */
  scan({ event, where }: EventSource, span: Span, visit: RowVisitor): void {
    const rows = this.rowsOf(event);
    if (rows === undefined) return;
    const filter = compileWhere(where, this.values);
    for (const page of rows.pagesWithin(span)) {
      const isMatch = filter(page);
      const { contacts, times } = page;
      for (let row = 0; row < page.rows; row++) {
        const time = times[row] as number;
        if (time < span.from || time >= span.to) continue;
        if (isMatch !== undefined && !isMatch(row)) continue;
        visit(contacts[row] as number, time, page, row);
      }
    }
  }
}
