/** Progress of commands that may be quick: nothing at first, then a line now and then. */

const LINE_EVERY_MS = 5000;

/** Gives what takes the message there is now; `write` gets one of them every few seconds. */
export function lineNowAndThen(
  write: (line: string) => void,
  elapsed: () => number,
): (message: string) => void {
  let nextMs = elapsed() + LINE_EVERY_MS;
  return (message) => {
    if (elapsed() < nextMs) return;
    nextMs = elapsed() + LINE_EVERY_MS;
    write(message);
  };
}
