/**
 * A client that writes over a connection of its own, one request after the other, and remembers
 * what was acknowledged, what was refused and what got no answer.
 */
import { Agent } from 'node:http';
import type { Step } from '../fuzz/fuzz-step.ts';
import { type ClientPlan, drawSteps } from './client-plan.ts';
import { send } from './http-send.ts';

/** One request: a step, or several of one kind that are stored together or not at all. */
export type Write = {
  readonly steps: readonly Step[];
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
};

export type Acknowledged = {
  readonly write: Write;
  /** What the server said came of it; undefined where it was found out later that it is stored. */
  readonly outcome: Outcome | undefined;
  /** When it was sent, in milliseconds since the epoch. */
  readonly sentMs: number;
};

export type Outcome = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Undefined for what was refused or not there. */
  readonly position: number | undefined;
};

/** Asked for by whoever wants the clients to stop after their current request. */
export type Stop = { isAsked: boolean };

const MAX_TOGETHER = 6;
const RETRY_MS = 20;
/** Refusals that say that nothing was stored. */
const BUSY = new Set([429, 503, 507]);

export class RecordingClient {
  readonly plan: ClientPlan;
  /** In the order in which they happened. */
  readonly acknowledged: Acknowledged[] = [];
  /** Sent without an answer that says what became of it. */
  unknown: Write | undefined;
  /** How often a write was answered with each status that is no acknowledgement. */
  readonly refusals = new Map<number, number>();
  highestPosition = 0;
  /** The body of the last refusal. */
  lastRefusal: { readonly type: string; readonly body: unknown } | undefined;
  readonly #seed: number;
  readonly #queue: Write[];
  #draws = 0;

  /** Begins with the steps in `first`, each a request of its own. */
  constructor(plan: ClientPlan, seed: number, first: readonly Step[]) {
    this.plan = plan;
    this.#seed = seed;
    this.#queue = first.map((step) => writeOf([step], false));
  }

  /** Puts a write first in line, which was found to have left nothing. */
  again(write: Write): void {
    this.#queue.unshift(write);
  }

  /** Writes until asked to stop, until `count` were acknowledged, or until the server is gone. */
  async run(url: string, stop: Stop, count = Number.POSITIVE_INFINITY): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const until = this.acknowledged.length + count;
    try {
      while (!stop.isAsked && this.unknown === undefined && this.acknowledged.length < until) {
        if (this.#queue.length === 0) this.#draw();
        await this.#write(this.#queue.shift() as Write, url, agent);
      }
    } finally {
      agent.destroy();
    }
  }

  #draw(): void {
    const draw = this.#draws++;
    const seed = (this.#seed * 7919 + draw * 104_729) % 2 ** 31;
    const steps = drawSteps(this.plan, seed, this.#seed * 1_000_000 + draw * 100, Date.now());
    this.#queue.push(...together(steps, seed));
  }

  async #write(write: Write, url: string, agent: Agent): Promise<void> {
    this.unknown = write;
    const sentMs = Date.now();
    const answer = await send(url, write, agent).catch(() => undefined);
    if (answer === undefined) return;
    const { status, type, json } = answer;
    if (status === 200 || status === 400 || status === 404) {
      this.unknown = undefined;
      const outcome = outcomeOf(write, status, json);
      this.acknowledged.push({ write, outcome, sentMs });
      this.highestPosition = Math.max(this.highestPosition, outcome.position ?? 0);
      return;
    }
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
    this.lastRefusal = { type, body: json };
    if (!BUSY.has(status)) return;
    this.unknown = undefined;
    this.again(write);
    await new Promise((resume) => setTimeout(resume, RETRY_MS));
  }
}

type Bulk = { accepted: number; duplicates: number; rejected: unknown[]; position: number };

function outcomeOf({ path }: Write, status: number, json: unknown): Outcome {
  if (status !== 200) {
    const rejected = status === 400 ? 1 : 0;
    return { accepted: 0, duplicates: 0, rejected, position: undefined };
  }
  const answer = json as Bulk;
  if (path !== '/v1/contacts' && path !== '/v1/events') {
    return { accepted: 1, duplicates: 0, rejected: 0, position: answer.position };
  }
  const { accepted, duplicates, rejected, position } = answer;
  return { accepted, duplicates, rejected: rejected.length, position };
}

/** Cuts steps into requests, by chance of one or of several steps. */
function together(steps: readonly Step[], seed: number): Write[] {
  const writes: Write[] = [];
  for (let from = 0; from < steps.length; ) {
    const kind = (steps[from] as Step).do;
    const isBulk = kind === 'write-contact' || kind === 'write-event';
    let to = from + 1;
    const most = from + 1 + ((seed + from) % MAX_TOGETHER);
    while (isBulk && to < most && steps[to]?.do === kind) to++;
    writes.push(writeOf(steps.slice(from, to), (seed + from) % 2 === 0));
    from = to;
  }
  return writes;
}

/** `patches`: single contacts go by PATCH where their id can stand in a path. */
function writeOf(steps: readonly Step[], patches: boolean): Write {
  const step = steps[0] as Step;
  const at = (...parts: string[]) => `/v1/${parts.map(encodeURIComponent).join('/')}`;
  switch (step.do) {
    case 'write-contact': {
      const { id, fields } = step.item as { id: unknown; fields: unknown };
      if (patches && steps.length === 1 && typeof id === 'string' && /^[a-z]\w{0,99}$/.test(id)) {
        return { steps, method: 'PATCH', path: at('contacts', id), body: fields };
      }
      return { steps, method: 'POST', path: at('contacts'), body: steps.map(itemOf) };
    }
    case 'write-event':
      return { steps, method: 'POST', path: at('events'), body: steps.map(itemOf) };
    case 'delete-contact':
      return { steps, method: 'DELETE', path: at('contacts', step.id) };
    case 'declare-field':
      return { steps, method: 'PUT', path: at('fields', step.name), body: { type: step.type } };
    case 'drop-field':
      return { steps, method: 'DELETE', path: at('fields', step.name) };
    case 'declare-attribute': {
      const path = at('events', step.event, 'attributes', step.name);
      return { steps, method: 'PUT', path, body: { type: step.type } };
    }
    case 'drop-attribute':
      return { steps, method: 'DELETE', path: at('events', step.event, 'attributes', step.name) };
    case 'put-group':
      return {
        steps,
        method: 'PUT',
        path: at('groups', step.id),
        body: { contacts: step.contacts },
      };
    case 'put-segment': {
      const { id, rule, timezone } = step;
      return { steps, method: 'PUT', path: at('segments', id), body: { name: id, rule, timezone } };
    }
    case 'put-channel':
      return { steps, method: 'PUT', path: at('channels', step.name), body: { rule: step.rule } };
  }
}

function itemOf(step: Step): unknown {
  return 'item' in step ? step.item : undefined;
}
