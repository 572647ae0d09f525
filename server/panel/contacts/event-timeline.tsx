/** What somebody did, the latest first, by day. */
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { useWords } from '../rule/use-words.ts';
import { eventLabel } from '../rule/value-words.ts';
import { EventLine, type ShownEvent } from './event-line.tsx';

export function EventTimeline({
  events,
  mayBeMore,
  onMore,
}: {
  readonly events: readonly ShownEvent[];
  readonly mayBeMore: boolean;
  readonly onMore: () => void;
}) {
  const words = useWords();
  const { t, f } = words;
  const [type, setType] = useState('');
  const types = [...new Set(events.map(({ event }) => event))].sort();
  const shown = type === '' ? events : events.filter(({ event }) => event === type);
  const days = byDay(shown, f.day);
  if (events.length === 0) return <p className="muted">{t('contacts.noEvents')}</p>;
  return (
    <div className="stack">
      <label className="row">
        {t('contacts.eventType')}
        <select value={type} onChange={({ target }) => setType(target.value)}>
          <option value="">{t('contacts.allEvents')}</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {eventLabel(one, words)}
            </option>
          ))}
        </select>
      </label>
      {Array.from(days, ([day, ofDay]) => (
        <section key={day} className="timeline-day">
          <h3>{day}</h3>
          <ol>
            {ofDay.map((event, index) => (
              <li key={`${event.time} ${index}`}>
                <EventLine event={event} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {mayBeMore && (
        <div>
          <Button onClick={onMore}>{t('contacts.moreEvents')}</Button>
        </div>
      )}
    </div>
  );
}

/** In the order in which they come. */
function byDay(
  events: readonly ShownEvent[],
  dayOf: (time: string) => string,
): ReadonlyMap<string, readonly ShownEvent[]> {
  const days = new Map<string, ShownEvent[]>();
  for (const event of events) {
    const day = dayOf(event.time);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return days;
}
