/** Fields, and details of events, from the catalog: with their types and how common they are. */
import type { Catalog, JsonValue } from '../../../client.ts';
import { useCatalog } from '../../api/queries.ts';
import type { Option } from '../../parts/choice.tsx';
import type { ValueType } from '../../rule/operators.ts';
import { useWords } from '../../rule/use-words.ts';
import { fieldLabel, matchesEvent } from '../../rule/value-words.ts';
import type { Words } from '../../rule/words.ts';
import type { Subject } from './comparison-editor.tsx';

type Value = Catalog['fields'][number]['values'][number];

export function useFieldSubjects(): readonly Subject[] {
  const words = useWords();
  const { fields } = useCatalog().data ?? { fields: [] };
  return fields.map(({ name, type, contacts, values }) =>
    subjectOf(name, type, contacts, values, words),
  );
}

/** Of any of these events. */
export function useAttributeSubjects(events: readonly string[]): readonly Subject[] {
  const words = useWords();
  const { events: all } = useCatalog().data ?? { events: [] };
  const found = new Map<string, Subject>();
  for (const { type: event, attributes } of all) {
    if (!events.some((pattern) => matchesEvent(pattern, event))) continue;
    for (const { name, type, events: count, values } of attributes) {
      if (found.has(name)) continue;
      found.set(name, subjectOf(name, type, count, values, words));
    }
  }
  return [...found.values()];
}

function subjectOf(
  name: string,
  type: ValueType,
  count: number,
  values: readonly Value[],
  words: Words,
): Subject {
  const { t, f } = words;
  const examples = values
    .slice(0, 2)
    .map(({ value }) => String(value))
    .join(', ');
  const parts = [t(`conditions.type.${type}`), f.number(count), examples];
  return {
    name,
    type,
    option: {
      value: name,
      label: fieldLabel(name, words),
      detail: parts.filter((part) => part !== '').join(' · '),
    },
    values: values.map((value) => optionOf(value, words)),
  };
}

function optionOf(
  { value, count }: { readonly value: JsonValue; readonly count: number },
  { f }: Words,
): Option {
  return { value: String(value), label: String(value), detail: f.number(count) };
}
