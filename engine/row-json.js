/** Text that JSON writes as it is, between quotes. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** Fields without a value are left out. */
export function jsonRow(row) {
  let members = '';
  for (const [name, value] of row.fields) {
    if (value === undefined) continue;
    if (members !== '') members += ',';
    members += `${jsonText(name)}:${jsonValue(value)}`;
  }
  return `{"ordinal":${row.ordinal},"id":${jsonText(row.id)},"fields":{${members}}}\n`;
}
function jsonValue(value) {
  return typeof value === 'string' ? jsonText(value) : JSON.stringify(value);
}
function jsonText(text) {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
