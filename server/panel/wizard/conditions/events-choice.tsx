/** Which events: by name, all that begin alike, or anything at all. */
import { useCatalog } from '../../api/queries.ts';
import type { Option } from '../../parts/choice.tsx';
import { Choices } from '../../parts/choices.tsx';
import { useWords } from '../../rule/use-words.ts';
import { eventLabel } from '../../rule/value-words.ts';
import { useText } from '../../text/use-text.ts';
import { useIssuesId } from './issues.tsx';

/** So many types have to begin alike before the beginning is offered. */
const ALIKE = 3;

export function EventsChoice({
  label,
  events,
  onChange,
  isInvalid,
}: {
  readonly label: string;
  readonly events: readonly string[];
  readonly onChange: (events: readonly string[]) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  return (
    <Choices
      label={label}
      options={useEventOptions(events)}
      values={events}
      onChange={onChange}
      placeholder={t('conditions.event.placeholder')}
      allowsOther
      isInvalid={isInvalid}
      describedBy={useIssuesId()}
    />
  );
}

/** With what is chosen, though the catalog may not know it, or not be there yet. */
function useEventOptions(chosen: readonly string[]): readonly Option[] {
  const words = useWords();
  const { t, f } = words;
  const { events } = useCatalog().data ?? { events: [] };
  const single = events.map(({ type, events: count, contacts }) => ({
    value: type,
    label: eventLabel(type, words),
    detail: t('conditions.event.detail', { events: f.number(count), contacts: f.number(contacts) }),
  }));
  const many = ['*', ...prefixesOf(events.map(({ type }) => type))].map((value) => ({
    value,
    label: eventLabel(value, words),
    section: t('conditions.event.several'),
  }));
  const known = [...single, ...many];
  const others = chosen.filter((event) => known.every(({ value }) => value !== event));
  return [...known, ...others.map((value) => ({ value, label: eventLabel(value, words) }))];
}

/** Beginnings that several types share: the words of a name before a capital or an underscore. */
function prefixesOf(types: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const type of types) {
    const [prefix] = /^(?:[A-Z][a-z]+(?=[A-Z])|[a-z]+_)/.exec(type) ?? [];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].flatMap(([prefix, count]) => (count >= ALIKE ? [`${prefix}*`] : []));
}
