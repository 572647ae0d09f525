/**
 * The log for collectors: one JSON object a line, by `pino`, which is what Node programs use for that.
 * A line is written before the next thing happens, so the last ones of a process that ends are there.
 */
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import { TokenBucket } from './access/token-bucket.ts';
import { CliError } from './cli-error.ts';
import type { RequestOver } from './http/http-server.ts';
import type { Log } from './log.ts';
import { faultPlace } from './log-fault.ts';

/** Failed requests told in a second, on average and at once; a flood of refusals is not to be more. */
const FAILED_PER_SECOND = 10;
const FAILED_AT_ONCE = 50;

/** `to` is for tests; the standard error by default. */
export function jsonLog(requests: boolean, to?: DestinationStream): Log {
  const log = pino(
    {
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    to ?? destination({ dest: 2, sync: true }),
  );
  const pace = new TokenBucket(FAILED_PER_SECOND, FAILED_AT_ONCE);
  let leftOut = 0;
  const fault = (error: unknown) => {
    const { name, code, frames } = faultPlace(error);
    log.error({ event: 'fault', error: name, code, stack: frames });
  };
  return {
    event: (event, fields) => log.info({ event, ...fields }),
    trouble: (message) => log.warn({ event: 'trouble', message }),
    fault,
    failed(error) {
      if (error instanceof CliError) log.fatal({ event: 'failed', message: error.message });
      else fault(error);
      return 1;
    },
    request(request) {
      if (!requests) {
        if (request.status < 500 || isNotReady(request)) return;
        if (pace.take(performance.now()) > 0) {
          leftOut += 1;
          return;
        }
      }
      log[levelOf(request.status)]({
        event: 'request',
        ...fieldsOf(request),
        ...(leftOut > 0 && { left_out_before: leftOut }),
      });
      leftOut = 0;
    },
  };
}

function fieldsOf({ route, status, seconds, bytesIn, bytesOut, key }: RequestOver) {
  return {
    method: route?.method,
    route: route?.path ?? 'unmatched',
    status,
    seconds: Number(seconds.toFixed(6)),
    bytes_in: bytesIn,
    bytes_out: bytesOut,
    key,
  };
}

/** Asked whether it is ready, it has answered. */
function isNotReady({ route, status }: RequestOver): boolean {
  return status === 503 && route?.whileLoading === true;
}

/** Busy, loading and a full disk are no faults of the program. */
function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status < 500) return 'info';
  return status === 503 || status === 507 ? 'warn' : 'error';
}
