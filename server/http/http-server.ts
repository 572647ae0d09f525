/**
 * Requests and responses over sockets: the one file that knows uWebSockets.js.
 *
 * uWebSockets.js ends the process when a handler throws or returns without having attached an abort
 * handler, and a request or response that is touched after its time is freed memory. So here, and
 * nowhere else: the abort handler is attached first; what is needed of a request is copied before
 * the handler returns; a response is touched only while `open`; nothing that throws gets out. It
 * has no limit of its own on bodies and would buffer a whole answer for a slow reader: bytes are
 * counted as they arrive, and answers are sent as fast as they are read.
 *
 * A second request on a connection whose first is still being answered (pipelining) is cut off by
 * uWebSockets.js, as is a connection that is silent for about ten seconds within a request.
 */

import type {
  TemplatedApp,
  HttpRequest as UwsRequest,
  HttpResponse as UwsResponse,
  us_listen_socket,
} from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import { err, type Result } from '../../engine/index.ts';
import type { Access } from '../access/access.ts';
import type { Caller } from '../access/access-scope.ts';
import { noteRequest, type ServerNow, watchServer } from '../metrics/http-metrics.ts';
import type { Service } from '../service.ts';
import { AnswerDeadlines } from './answer-deadlines.ts';
import { BodyHold, BodyRoom } from './body-room.ts';
import { bodyTooLarge } from './http-encoding.ts';
import { isLoopbackHost } from './http-loopback.ts';
import type { HttpResponse } from './http-message.ts';
import type { Readiness, Route, Site } from './http-route.ts';
import {
  type Admitted,
  admit,
  findRoute,
  type ReportFault,
  type RequestHead,
  refuse,
  respond,
  TOO_BUSY,
} from './http-router.ts';
import { LIMITS, type Limits } from './limits.ts';
import { RefusalPace } from './refusal-pace.ts';
import { SlowPeers, type Transfer } from './slow-peers.ts';

export type ListenOptions = {
  /** Undefined: it comes later, by `begin`. Until then `readiness` says no. */
  readonly service?: Service;
  readonly access: Access;
  /** Without access keys `localhost`, `::1` or an address in 127.0.0.0/8. */
  readonly host: string;
  /** Files in PEM; without them connections are not encrypted. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly readiness: () => Readiness;
  readonly limits?: Limits;
  readonly reportFault?: ReportFault;
  /** Told of each request when it is over. */
  readonly onRequest?: (request: RequestOver) => void;
};

/** A request that is over, without anything of what it said. */
export type RequestOver = {
  /** Undefined: there is none, or it was refused before one was looked for. */
  readonly route: Route | undefined;
  /** 0: the client left before the end of its answer. */
  readonly status: number;
  /** From its head to the end of its answer. */
  readonly seconds: number;
  /** Of the bodies. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The id of the access key. */
  readonly key: string | undefined;
};

export type Listening = {
  readonly port: number;
  /** What requests are about, from now on. */
  readonly begin: (service: Service) => void;
  /** Takes no new requests, lets running ones finish, then closes every connection. */
  readonly close: () => Promise<void>;
};

/** A response, which may be touched while it is `open`. */
type Exchange = {
  readonly response: UwsResponse;
  open: boolean;
  /** The request is a HEAD: the answer is its headers. */
  headOnly: boolean;
  readonly hold: BodyHold;
  /** The body is with the router, and stays in memory until that has answered. */
  isAnswering: boolean;
  readonly startedMs: number;
  route: Route | undefined;
  caller: Caller | undefined;
  status: number;
  bytesIn: number;
  bytesOut: number;
  /** Its body, and then its answer, on their way. */
  transfer: Transfer | undefined;
  isExport: boolean;
};

type AdmittedHead = RequestHead & Admitted;

/** Stands for the service until there is one; nothing that is let in by then asks it. */
const NO_SERVICE = new Proxy({} as Service, {
  get(_, name) {
    throw new Error(`nothing can be asked yet, and ${String(name)} was`);
  },
});

/** Rejects when the host is not this machine alone while there are no access keys, or the port cannot be had. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { service = NO_SERVICE, access, host, port, readiness, tls, limits = LIMITS } = options;
  if (!isLoopbackHost(host) && !access.isKeyed) {
    throw new Error(
      `will not listen on ${host}: without access keys only localhost, 127.0.0.0/8 and ::1 are safe`,
    );
  }
  // Read once, while the library is loaded.
  process.env['UWS_HTTP_MAX_HEADERS_SIZE'] ??= String(limits.headerBytes);
  const uws = await import('uWebSockets.js');
  const app = tls ? uws.SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key }) : uws.App();
  const site = { service, access, limits, readiness };
  const server = new HttpServer(site, options.reportFault ?? console.error, options.onRequest);
  app.any('/*', (response, request) => server.serve(response, request));
  const socket = await openSocket(app, host, port);
  const unwatch = watchServer(() => server.now);
  return {
    port: uws.us_socket_local_port(socket),
    begin: (begun) => server.begin(begun),
    async close() {
      if (server.stopping) return server.stopped();
      uws.us_listen_socket_close(socket);
      await server.stopped();
      unwatch();
      app.close();
    },
  };
}

/** Without this option another process could listen on the same port. */
const EXCLUSIVE_PORT = 1;

/** The library takes these four arguments; its declaration knows only three at a time. */
type ListenExclusively = (
  host: string,
  port: number,
  options: number,
  callback: (socket: us_listen_socket | false) => void,
) => void;

function openSocket(app: TemplatedApp, host: string, port: number): Promise<us_listen_socket> {
  return new Promise((resolve, reject) => {
    const listenExclusively = app.listen.bind(app) as unknown as ListenExclusively;
    listenExclusively(host, port, EXCLUSIVE_PORT, (socket) => {
      if (socket === false) reject(new Error(`cannot listen on ${host}:${port}: is it in use?`));
      else resolve(socket);
    });
  });
}

const TOO_MANY_EXPORTS = refuse({
  kind: 'too-many-exports',
  message: 'as many exports are under way as there is room for',
});

/** Of a body that a route does not take; a longer one costs the connection. */
const MAX_UNTAKEN_BYTES = 64 * 1024;
const TOO_SLOW = refuse({ kind: 'too-slow', message: 'the answer has taken too long' });

class HttpServer {
  #site: Site;
  readonly #reportFault: ReportFault;
  readonly #onRequest: ListenOptions['onRequest'];
  readonly #bodies: BodyRoom;
  readonly #pace = new RefusalPace();
  readonly #slowPeers: SlowPeers;
  readonly #deadlines: AnswerDeadlines;
  /** Exports whose answers are not out yet. */
  #exports = 0;
  #running = 0;
  #stopping = false;
  #onIdle: (() => void)[] = [];

  constructor(site: Site, reportFault: ReportFault, onRequest: ListenOptions['onRequest']) {
    this.#site = site;
    this.#reportFault = reportFault;
    this.#onRequest = onRequest;
    this.#bodies = new BodyRoom(site.limits);
    this.#slowPeers = new SlowPeers(site.limits.slowSpanMs);
    this.#deadlines = new AnswerDeadlines(site.limits.answerMs);
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  get now(): ServerNow {
    return { inFlight: this.#running, bodyBytes: this.#bodies.bytes };
  }

  begin(service: Service): void {
    this.#site = { ...this.#site, service };
  }

  /** Refuses requests from now on; resolves when the last one running is over. */
  stopped(): Promise<void> {
    this.#stopping = true;
    return new Promise((resolve) => {
      if (this.#running === 0) resolve();
      else this.#onIdle.push(resolve);
    });
  }

  serve(response: UwsResponse, request: UwsRequest): void {
    const exchange: Exchange = {
      response,
      open: true,
      headOnly: false,
      hold: new BodyHold(this.#bodies),
      isAnswering: false,
      startedMs: performance.now(),
      route: undefined,
      caller: undefined,
      status: 0,
      bytesIn: 0,
      bytesOut: 0,
      transfer: undefined,
      isExport: false,
    };
    response.onAborted(() => {
      if (!exchange.open) return;
      exchange.status = 0;
      this.#end(exchange);
    });
    this.#running++;
    this.#guard(exchange, () => {
      exchange.headOnly = request.getCaseSensitiveMethod() === 'HEAD';
      const admitted = this.#admit(exchange, request);
      if (!admitted.ok) return this.#refuse(exchange, admitted.error);
      const head = { ...copyHead(request), ...admitted.value };
      if (this.#stopping) {
        this.#send(exchange, refuse({ kind: 'stopping', message: 'the server is stopping' }));
      } else {
        this.#receive(exchange, head);
      }
    });
  }

  /** An export holds its whole answer until it is out: there is room for so many. */
  #beginExport(exchange: Exchange): boolean {
    if (this.#exports >= this.#site.limits.exportsAtOnce) return false;
    this.#exports += 1;
    exchange.isExport = true;
    return true;
  }

  #endExport(exchange: Exchange): void {
    if (exchange.isExport) this.#exports -= 1;
    exchange.isExport = false;
  }

  /** Ends the connection when the body, or the answer, goes on too slowly from now on. */
  #watch(exchange: Exchange, leastBytesPerS: number, bytes: () => number): void {
    this.#unwatch(exchange);
    const end = () => {
      if (exchange.open) exchange.response.close();
    };
    exchange.transfer = { bytes, leastBytesPerS, end };
    this.#slowPeers.watch(exchange.transfer, performance.now());
  }

  #unwatch(exchange: Exchange): void {
    if (exchange.transfer !== undefined) this.#slowPeers.forget(exchange.transfer);
    exchange.transfer = undefined;
  }

  #refuse(exchange: Exchange, response: HttpResponse): void {
    if (response !== TOO_BUSY || this.#stopping) return this.#send(exchange, response);
    this.#pace.refuse(() => this.#guard(exchange, () => this.#send(exchange, response)));
  }

  /** Refuses by its head what may not ask, or whose body is too much by itself, or just now. */
  #admit(exchange: Exchange, request: UwsRequest): Result<Admitted, HttpResponse> {
    const { limits } = this.#site;
    const bodyBytes = Number(request.getHeader('content-length')) || 0;
    if (bodyBytes > limits.bodyBytes) return err(refuse(bodyTooLarge(limits)));
    if (!this.#bodies.admits(bodyBytes, bodyBytes)) return err(TOO_BUSY);
    const found = findRoute(request.getCaseSensitiveMethod(), request.getUrl());
    if (found.ok) exchange.route = found.value.route;
    const head = { header: (name: string) => request.getHeader(name) };
    const admitted = admit(head, found, bodyBytes, this.#site, this.#reportFault);
    if (admitted.ok) exchange.caller = admitted.value.caller;
    return admitted;
  }

  /** Lets a body go by that the route does not take, a little one, and answers then. */
  #passOver(exchange: Exchange, head: AdmittedHead): void {
    exchange.response.onData((chunk, isLast) => {
      if (!exchange.open) return;
      this.#guard(exchange, () => {
        exchange.bytesIn += chunk.byteLength;
        if (exchange.bytesIn > MAX_UNTAKEN_BYTES) exchange.response.close();
        else if (isLast) void this.#answer(exchange, head, new Uint8Array(0));
      });
    });
  }

  /** Gathers the body, as far as the limits go; the rest of a longer one is let go by. */
  #receive(exchange: Exchange, head: AdmittedHead): void {
    // The library does not tell of the end of an empty body when the head has come in pieces.
    if (!hasBody(head)) {
      void this.#answer(exchange, head, new Uint8Array(0));
      return;
    }
    if (head.found.route.body.types.length === 0) {
      this.#passOver(exchange, head);
      return;
    }
    const { limits } = this.#site;
    let chunks: Uint8Array[] = [];
    let size = 0;
    let isRefused = false;
    const refuseBody = (response: HttpResponse) => {
      isRefused = true;
      chunks = [];
      this.#send(exchange, response);
    };
    exchange.response.onData((chunk, isLast) => {
      // Data keeps coming after an early answer.
      if (!exchange.open || isRefused) return;
      this.#guard(exchange, () => {
        size += chunk.byteLength;
        exchange.bytesIn = size;
        if (size > limits.bodyBytes) return refuseBody(refuse(bodyTooLarge(limits)));
        if (!exchange.hold.take(chunk.byteLength)) return refuseBody(TOO_BUSY);
        // A copy: the chunk is emptied when this returns.
        if (chunk.byteLength > 0) chunks.push(new Uint8Array(chunk.slice(0)));
        if (!isLast) {
          if (exchange.transfer === undefined) {
            this.#watch(exchange, limits.leastBodyBytesPerS, () => exchange.bytesIn);
          }
          return;
        }
        this.#unwatch(exchange);
        void this.#answer(exchange, head, joined(chunks, size));
      });
    });
  }

  async #answer(
    exchange: Exchange,
    { found, ...head }: AdmittedHead,
    body: Uint8Array,
  ): Promise<void> {
    const { hold } = exchange;
    if (found.route.isExport && !this.#beginExport(exchange)) {
      this.#guard(exchange, () => this.#send(exchange, TOO_MANY_EXPORTS));
      return;
    }
    exchange.isAnswering = true;
    const takeRoom = (bytes: number) => hold.take(bytes);
    const request = { ...head, body, takeRoom };
    this.#deadlines.begin(exchange, performance.now(), () => {
      this.#guard(exchange, () => this.#send(exchange, TOO_SLOW));
    });
    const response = await respond(request, found, this.#site, this.#reportFault);
    this.#deadlines.end(exchange);
    hold.end();
    exchange.isAnswering = false;
    if (!exchange.open) return this.#endExport(exchange);
    this.#guard(exchange, () => this.#send(exchange, response));
  }

  #send(exchange: Exchange, { status, headers, chunks }: HttpResponse): void {
    if (!exchange.open) return;
    const { response, headOnly } = exchange;
    const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    exchange.status = status;
    exchange.bytesOut = headOnly ? 0 : total;
    response.cork(() => {
      response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
      for (const [name, value] of headers) response.writeHeader(name, value);
      // Who keeps connections looks for another server with the next request.
      if (this.#stopping) response.writeHeader('Connection', 'close');
      if (!headOnly && total > 0) return this.#stream(exchange, chunks, total);
      // Not told to the library, which then takes the length for a body that is still to come; nor may
      // it be given `undefined`, which it takes for a length.
      response.writeHeader('Content-Length', String(total));
      response.endWithoutBody();
      this.#end(exchange);
    });
  }

  /** Writes as much as the connection takes, and goes on whenever it takes more. */
  #stream(exchange: Exchange, chunks: readonly Uint8Array[], total: number): void {
    const { response } = exchange;
    let index = 0;
    let passed = 0;
    const push = (): boolean => {
      while (exchange.open) {
        const offset = response.getWriteOffset();
        let chunk = chunks[index] as Uint8Array;
        while (offset >= passed + chunk.byteLength) {
          passed += chunk.byteLength;
          chunk = chunks[++index] as Uint8Array;
        }
        const [taken, complete] = response.tryEnd(chunk.subarray(offset - passed), total);
        if (complete) this.#end(exchange);
        else if (!taken) return false;
      }
      return true;
    };
    if (push()) return;
    response.onWritable(() => this.#guard(exchange, push) ?? true);
    const { leastAnswerBytesPerS } = this.#site.limits;
    this.#watch(exchange, leastAnswerBytesPerS, () => response.getWriteOffset());
  }

  /** Runs once for each request: when its answer is with the connection, or that is gone. */
  #end(exchange: Exchange): void {
    if (!exchange.open) return;
    exchange.open = false;
    this.#unwatch(exchange);
    // What goes away while it is answered holds its room until there is an answer, which it is rid of then.
    if (!exchange.isAnswering) {
      exchange.hold.end();
      this.#endExport(exchange);
    }
    this.#note(exchange);
    if (--this.#running > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #note({ route, status, startedMs, bytesIn, bytesOut, caller }: Exchange): void {
    const seconds = (performance.now() - startedMs) / 1000;
    noteRequest(route, status, seconds);
    this.#onRequest?.({ route, status, seconds, bytesIn, bytesOut, key: caller?.key });
  }

  /** What throws in here is a bug; it costs the connection, not the process. */
  #guard<T>(exchange: Exchange, step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      this.#reportFault(error);
      if (exchange.open) exchange.response.close();
      return undefined;
    }
  }
}

/** A request can be read only until its handler returns. */
function copyHead(request: UwsRequest): RequestHead {
  const headers = new Map<string, string>();
  request.forEach((name, value) => {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  });
  return {
    method: request.getCaseSensitiveMethod(),
    path: request.getUrl(),
    // Undefined when there is no `?`, whatever the declaration says.
    query: (request.getQuery() as string | undefined) ?? '',
    headers,
  };
}

/** By RFC 9112, section 6: a request has a body when one of these says so. */
function hasBody({ headers }: RequestHead): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) !== 0;
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
}
