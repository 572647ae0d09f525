/** Sizes for people to read. */

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes as `417 bytes`, `5.2 MiB`. */
export function binarySize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}
