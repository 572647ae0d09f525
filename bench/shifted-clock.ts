/**
 * Preloaded into a server (`--import`) so that it lives at the moment that a world ends at: its
 * folder then answers the same whenever it was made. `?ahead=` says by how many milliseconds the
 * server's clock is ahead of the machine's; it runs on as fast as that.
 */
const aheadMs = Number(new URL(import.meta.url).searchParams.get('ahead'));
const machineNow = Date.now;
Date.now = () => machineNow() + aheadMs;
