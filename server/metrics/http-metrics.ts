/** Requests: how many, how long, how many now. A request costs two additions and a look-up. */
import type { Route } from '../http/http-route.ts';
import { beforeReading, gauge, histogram, total } from './registry.ts';
import { Tally } from './tally.ts';

/** Seconds. Known counts take some 50 µs, exports seconds. */
const BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** By the first digit of the status; 0: the client left before it had one. */
const OUTCOMES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

type Requests = { readonly outcomes: number[]; readonly seconds: Tally };

/** Undefined: no route, or refused before one was looked for. */
const byRoute = new Map<Route | undefined, Requests>();

export function noteRequest(route: Route | undefined, status: number, seconds: number): void {
  let requests = byRoute.get(route);
  if (requests === undefined) {
    requests = { outcomes: OUTCOMES.map(() => 0), seconds: new Tally(BOUNDS) };
    byRoute.set(route, requests);
  }
  const outcome = Math.floor(status / 100);
  requests.outcomes[outcome] = (requests.outcomes[outcome] as number) + 1;
  requests.seconds.note(seconds);
}

/** What a server is doing now. */
export type ServerNow = { readonly inFlight: number; readonly bodyBytes: number };

const servers = new Set<() => ServerNow>();

/** Tells of a server until what is returned is called. */
export function watchServer(now: () => ServerNow): () => void {
  servers.add(now);
  return () => servers.delete(now);
}

const requestsTotal = total(
  'http_requests',
  'Requests that are over, by route and first digit of the status.',
  ['method', 'route', 'status'],
);
const duration = histogram(
  'http_request_duration_seconds',
  'From the head of a request to the end of its answer.',
  BOUNDS,
);
const inFlight = gauge('http_requests_in_flight', 'Requests whose answers are not out yet.');
const bodyBytes = gauge(
  'http_body_bytes',
  'Bytes of bodies held in memory: arriving, unpacked, or waiting for their answers.',
);

beforeReading(() => {
  const all = [...byRoute].map(([route, requests]) => ({ labels: labelsOf(route), requests }));
  requestsTotal.set(
    all.flatMap(({ labels, requests }) =>
      OUTCOMES.map((status, i) => ({
        labels: { ...labels, status },
        value: requests.outcomes[i] as number,
      })).filter(({ value }) => value > 0),
    ),
  );
  duration.set(all.map(({ labels, requests }) => ({ labels, tally: requests.seconds })));
  const now = [...servers].map((read) => read());
  inFlight.set(now.reduce((sum, server) => sum + server.inFlight, 0));
  bodyBytes.set(now.reduce((sum, server) => sum + server.bodyBytes, 0));
});

function labelsOf(route: Route | undefined) {
  return route === undefined
    ? { method: 'other', route: 'unmatched' }
    : { method: route.method, route: route.path };
}
