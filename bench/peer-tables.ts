/** What a user of a columnar peer knows of the world's columns when creating its tables. */
import type { CsvColumn } from './world-csv.ts';

/** Texts that are another one for nearly every contact, or may become so, as pages of a site do. */
const MANY_VALUES: ReadonlySet<string> = new Set([
  'Email',
  'MobilePhone',
  'first_name',
  'last_name',
  'url',
  'link',
]);

/** Whether a column is worth a dictionary of its values. */
export function hasFewValues({ name, type }: CsvColumn): boolean {
  return type === 'text' && !MANY_VALUES.has(name);
}
