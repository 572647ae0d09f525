/** Fields, and details of events, from the catalog: with their types and how common they are. */
import type { Catalog, JsonValue } from '../../../client.ts';
import { useCatalog } from '../../api/queries.ts';
import type { Option } from '../../parts/choice.tsx';
import type { ValueType } from '../../rule/operators.ts';
import { useWords } from '../../rule/use-words.ts';
import { fieldLabel, isCreated, matchesEvent } from '../../rule/value-words.ts';
import type { Words } from '../../rule/words.ts';
import { sameName } from './comparison.ts';
import type { Subject } from './comparison-editor.tsx';

type Value = Catalog['fields'][number]['values'][number];

/** So many of the commonest values, cut to so many characters. */
const EXAMPLES = 2;
const EXAMPLE_LENGTH = 24;

/** Undefined: not known yet. */
export function useFieldSubjects(): readonly Subject[] | undefined {
  const words = useWords();
  const catalog = useCatalog().data;
  // Every contact has been written for a first time.
  const total = catalog?.fields.find(({ name }) => isCreated(name))?.contacts ?? 0;
  return catalog?.fields.map(({ name, type, contacts, values }) =>
    subjectOf({ name, type, values, count: contacts, total }, words),
  );
}

/** Of any of these events; undefined: not known yet. */
export function useAttributeSubjects(events: readonly string[]): readonly Subject[] | undefined {
  const words = useWords();
  const catalog = useCatalog().data;
  if (catalog === undefined) return undefined;
  const found: Subject[] = [];
  for (const { type: event, events: total, attributes } of catalog.events) {
    if (!events.some((pattern) => matchesEvent(pattern, event))) continue;
    for (const { name, type, events: count, values } of attributes) {
      if (found.some((known) => sameName(known.name, name))) continue;
      found.push(subjectOf({ name, type, values, count, total }, words));
    }
  }
  return found;
}

function subjectOf(
  {
    name,
    type,
    values,
    count,
    total,
  }: {
    readonly name: string;
    readonly type: ValueType;
    readonly values: readonly Value[];
    readonly count: number;
    readonly total: number;
  },
  words: Words,
): Subject {
  const { t, f } = words;
  const options = values.map((value) => optionOf(value, words));
  // What hardly anybody shares, as addresses and moments, is nothing to know a field by.
  const isTold = type === 'text' || type === 'list' || type === 'number';
  const common = isTold ? values.filter((value) => value.count > 1).slice(0, EXAMPLES) : [];
  const examples = common.map(({ value }) => shortened(String(value)));
  const parts = [
    t(`conditions.type.${type}`),
    f.number(count),
    total > 0 ? f.percent(count / total) : '',
    examples.join(', '),
  ];
  return {
    name,
    type,
    option: {
      value: name,
      label: fieldLabel(name, words),
      detail: parts.filter((part) => part !== '').join(' · '),
    },
    values: options,
  };
}

function optionOf(
  { value, count }: { readonly value: JsonValue; readonly count: number },
  { f }: Words,
): Option {
  const text = String(value);
  return { value: text, label: text, detail: f.number(count) };
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > EXAMPLE_LENGTH ? `${letters.slice(0, EXAMPLE_LENGTH).join('')}…` : text;
}
