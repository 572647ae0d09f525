/** One event: what, when, and its details. */
import type { JsonValue } from '../../client.ts';
import { useWords } from '../rule/use-words.ts';
import { eventLabel } from '../rule/value-words.ts';
import { ValueText } from './value-text.tsx';

export type ShownEvent = {
  readonly event: string;
  readonly time: string;
  readonly attributes: Readonly<Record<string, JsonValue>>;
};

export function EventLine({ event: { event, time, attributes } }: { readonly event: ShownEvent }) {
  const words = useWords();
  const { f } = words;
  return (
    <div className="event-line">
      <strong>{eventLabel(event, words)}</strong>{' '}
      <time dateTime={time} title={time} className="muted small">
        {f.moment(time)}
      </time>
      <dl>
        {Object.entries(attributes).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <ValueText value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
