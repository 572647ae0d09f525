/**
 * SIGTERM and SIGINT: the first one asks the command to come to an end in order, another one ends
 * the process at once.
 */

/**
 * Ctrl-C under npm arrives twice, from the terminal and from npm; signals that come together are
 * one wish.
 */
const SAME_WISH_MS = 500;
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/** Aborts at the first signal. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      const nowMs = performance.now();
      firstMs ??= nowMs;
      if (nowMs - firstMs > SAME_WISH_MS) process.exit(128 + number);
      controller.abort();
    });
  }
  return controller.signal;
}

export function whenStopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
