/** How an answer says that it looks further back than events are kept. */
import { formatInstant } from '../../engine/index.ts';
import type { EventsFrom } from '../service.ts';
import type { HttpHeader } from './http-message.ts';

export function eventsFromData({ eventsFrom }: EventsFrom): { readonly events_from?: string } {
  return eventsFrom === undefined ? {} : { events_from: formatInstant(eventsFrom) };
}

export function eventsFromHeaders({ eventsFrom }: EventsFrom): readonly HttpHeader[] {
  return eventsFrom === undefined ? [] : [['Muster-Events-From', formatInstant(eventsFrom)]];
}
