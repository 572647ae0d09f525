/** One after the other: what is shown beside a list must not crowd out the list. */

/** The end of the queue. */
let last: Promise<unknown> = Promise.resolve();

/** Begins when all that was asked for before is over; not at all when nobody waits any more. */
export function inTurn<V>(signal: AbortSignal, run: () => Promise<V>): Promise<V> {
  const done = last.then(() => {
    signal.throwIfAborted();
    return run();
  });
  last = done.catch(() => {});
  return done;
}
