const LINE_END = '\r\n';
const NEEDS_QUOTES = /[",\r\n]/;
const LIKE_FORMULA = /^[=+\-@\t\r\n]/;
const LIST_SPECIAL = /[|\\]/g;
export function csvHeader(fields, safe) {
  return ['ordinal', 'id', ...fields].map((name) => csvText(name, safe)).join(',') + LINE_END;
}
export function csvRow(row, safe) {
  let line = `${row.ordinal},${csvText(row.id, safe)}`;
  for (const [, value] of row.fields) line += `,${csvCell(value, safe)}`;
  return line + LINE_END;
}
function csvCell(value, safe) {
  if (value === undefined) return '';
  if (typeof value === 'string') return csvText(value, safe);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return csvText(value.map((text) => text.replace(LIST_SPECIAL, '\\$&')).join('|'), safe);
}
function csvText(text, safe) {
  const cell = safe && LIKE_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
