/**
 * The rule that finds contacts by what somebody types: their id as it is, or the beginning of a text of
 * theirs, whatever the case.
 */
import type { Catalog, Rule } from '../../client.ts';

/** Fields that are looked into: the ones that tell contacts apart best, since people are looked for. */
const MAX_FIELDS = 8;

export function searchRule(typed: string, { fields }: Catalog): Rule {
  const text = typed.trim();
  const searched = fields
    .filter(({ type }) => type === 'text')
    .toSorted((a, b) => distinctness(b) - distinctness(a))
    .slice(0, MAX_FIELDS);
  return {
    any: [
      { contacts: [text] },
      ...searched.map(({ name }) => ({
        field: name,
        op: 'starts_with' as const,
        value: text,
        ignore_case: true,
      })),
    ],
  };
}

/** How many have the field for each who has its commonest value: high for names and addresses. */
function distinctness({ contacts, values }: Catalog['fields'][number]): number {
  const commonest = values[0]?.count ?? 1;
  return contacts / commonest;
}
