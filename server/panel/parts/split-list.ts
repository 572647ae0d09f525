/**
 * A pasted list, one by one: by lines, cells of a spreadsheet, or semicolons if there is one line. Commas
 * stay: many values have one in them.
 */
export function splitList(text: string): readonly string[] {
  const lines = text.split(/[\r\n\t]+/);
  const parts = lines.filter((line) => line.trim() !== '').length > 1 ? lines : text.split(';');
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}
