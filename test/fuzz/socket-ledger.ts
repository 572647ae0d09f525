/**
 * Which contacts there have to be, may be and must not be after what was sent and answered. Each id
 * that a request could store holds a token that no other request has.
 */
import { TOKEN } from './socket-draw.ts';
import type { Outcome } from './socket-exchange.ts';
import { isFromLibrary } from './socket-judge.ts';
import type { BrokenRequest, Part } from './socket-request.ts';

type Entry = {
  readonly request: string;
  /** Contacts that were acknowledged; undefined: nobody was told. */
  readonly acknowledged: number | undefined;
  readonly most: number;
  stored: number;
};

export class Ledger {
  /** By token. */
  readonly #entries = new Map<string, Entry>();
  acknowledged = 0;
  /** Contacts of writes that came whole, or may have, without an answer to tell. */
  untold = 0;

  note(request: BrokenRequest, outcome: Outcome): void {
    for (const [index, part] of request.parts.entries()) {
      if (part.tokens.length === 0) continue;
      const acknowledged = acknowledgedBy(request, part, outcome, index);
      if (acknowledged === undefined) this.untold += part.tokens.length;
      else this.acknowledged += acknowledged;
      const entry = {
        request: `${request.index}, ${part.name}`,
        acknowledged,
        most: part.tokens.length,
        stored: 0,
      };
      for (const token of part.tokens) this.#entries.set(token, entry);
    }
  }

  /** Compares with the ids that there are; says what is wrong. */
  faults(ids: readonly string[]): string[] {
    const faults: string[] = [];
    for (const id of ids) {
      const entry = this.#entries.get(TOKEN.exec(id)?.[0] ?? '');
      if (entry === undefined) faults.push(`nobody wrote the contact ${JSON.stringify(id)}`);
      else entry.stored++;
    }
    for (const { request, acknowledged, most, stored } of new Set(this.#entries.values())) {
      const isRight = acknowledged === undefined ? stored <= most : stored === acknowledged;
      const told = acknowledged ?? `up to ${most}`;
      if (!isRight) faults.push(`${stored} contacts of request ${request} are there, not ${told}`);
    }
    return faults;
  }
}

function acknowledgedBy(
  { parts, ending }: BrokenRequest,
  part: Part,
  { answers }: Outcome,
  index: number,
): number | undefined {
  const answer = answers[index];
  if (answer?.status === 200) {
    const { accepted = 1 } = JSON.parse(answer.body.toString()) as { accepted?: number };
    return accepted;
  }
  // The library refuses what stands behind a request before it knows of that one's answer.
  if (part.refused || (answer !== undefined && !isFromLibrary(answer))) return 0;
  const isCut = 'after' in ending && ending.after < part.bytes.length;
  return isCut && parts.length === 1 && part.statuses !== undefined ? 0 : undefined;
}
