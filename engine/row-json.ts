/** A contact as one line of NDJSON: `{"ordinal":1,"id":"a","fields":{…}}`. */
import type { Row } from './row.ts';
import type { JsonValue } from './value.ts';

/** Text that JSON writes as it is, between quotes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Fields without a value are left out. */
export function jsonRow(row: Row): string {
  let members = '';
  for (const [name, value] of row.fields) {
    if (value === undefined) continue;
    if (members !== '') members += ',';
    members += `${jsonText(name)}:${jsonValue(value)}`;
  }
  return `{"ordinal":${row.ordinal},"id":${jsonText(row.id)},"fields":{${members}}}\n`;
}

function jsonValue(value: JsonValue): string {
  return typeof value === 'string' ? jsonText(value) : JSON.stringify(value);
}

function jsonText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
