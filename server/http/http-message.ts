/** A request and a response without sockets: what the router takes and gives. */
import type { Caller } from '../access/access-scope.ts';

export type HttpRequest = {
  /** As sent: methods are case-sensitive. */
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  /** What follows the first `?`, still percent-encoded. */
  readonly query: string;
  /** By lower-case name; the values of a repeated header are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Who asks; let in for the scope of the route. */
  readonly caller: Caller;
  readonly body: Uint8Array;
  /** Takes room for what the body becomes besides, until it is answered; false: there is none. */
  readonly takeRoom: (bytes: number) => boolean;
};

export type HttpHeader = readonly [name: string, value: string];

/** The body is the chunks one after the other; its length is known before it is sent. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly chunks: readonly Uint8Array[];
};
