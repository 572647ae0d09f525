/** Ids of segments made from their names: letters, digits and hyphens, as they look well in a URL. */

/** Letters that are no letter with a mark, in Unicode's eyes. */
const PLAIN: Readonly<Record<string, string>> = {
  ł: 'l',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
};

/** `Złote karty 2026` → `zlote-karty-2026`; `segment` when nothing is left. */
export function idFromName(name: string): string {
  const id = name
    .toLowerCase()
    .replaceAll(/[łßøđæœ]/g, (letter) => PLAIN[letter] ?? '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return id === '' ? 'segment' : id;
}

/** The id, with a number behind it if it is taken. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}
