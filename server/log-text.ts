/** The log for people: faults and trouble, and a line for each request if that is wanted. */
import { CliError } from './cli-error.ts';
import type { RequestOver } from './http/http-server.ts';
import type { Log } from './log.ts';
import { faultPlace } from './log-fault.ts';

export function textLog(requests: boolean, write: (text: string) => void = toStandardError): Log {
  const fault = (error: unknown) => {
    const { name, code, frames } = faultPlace(error);
    const lines = [`a fault: ${[name, code].filter(Boolean).join(' ')}`, ...frames];
    write(`${lines.join('\n    at ')}\n`);
  };
  return {
    // Printed for people, where there is something to print.
    event() {},
    trouble: (message) => write(`${message}\n`),
    fault,
    failed(error) {
      if (error instanceof CliError) write(`muster: ${error.message}\n`);
      else fault(error);
      return 1;
    },
    request: requests ? (request) => write(`${lineOf(request)}\n`) : undefined,
  };
}

function lineOf({ route, status, seconds, bytesIn, bytesOut, key }: RequestOver): string {
  const what = route === undefined ? 'unmatched' : `${route.method} ${route.path}`;
  const took = `${(seconds * 1000).toFixed(1)} ms`;
  const who = key === undefined ? '' : ` key ${key}`;
  return `${what} ${status === 0 ? 'aborted' : status} ${took} in ${bytesIn} out ${bytesOut}${who}`;
}

function toStandardError(text: string): void {
  process.stderr.write(text);
}
