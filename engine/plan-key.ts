/** Texts that tell parts of plans apart. */

/** JSON of what is bound; flags by day, which are bytes, as an array. */
export function keyOfParts(parts: unknown): string {
  return JSON.stringify(parts, (_, value: unknown) => {
    if (value === Infinity) return 'inf';
    if (value === -Infinity) return '-inf';
    return value instanceof Uint8Array ? Array.from(value).join('') : value;
  });
}
