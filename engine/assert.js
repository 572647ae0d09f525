/** Assertions: what the code takes for granted. A failed one is a bug in Muster, never bad input. */
export function assert(condition, message) {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
/** The end of every switch over a closed union: does not compile when a case is missing. */
export function assertNever(value) {
  throw new Error(`assertion failed: unexpected ${JSON.stringify(value)}`);
}
