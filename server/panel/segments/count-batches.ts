/**
 * Counts that many rows of a list want at about the same time go to the server together, in as few
 * requests as it allows, one after the other: what is shown beside a list must not crowd out the list.
 */
import type { MusterClient, Question } from '../../client.ts';

/** Of one request: so many that its answer does not take long. */
export const MAX_QUESTIONS = 200;
/** Rows that are shown together ask within this time. */
const GATHER_MS = 30;

type Waiting = {
  readonly questions: readonly Question[];
  readonly resolve: (counts: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
};

const gathering = new WeakMap<MusterClient, Waiting[]>();

/** The counts of these questions (at most `MAX_QUESTIONS`), in their order. */
export function countTogether(
  client: MusterClient,
  questions: readonly Question[],
): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const others = gathering.get(client);
    if (others !== undefined) {
      others.push({ questions, resolve, reject });
      return;
    }
    const all: Waiting[] = [{ questions, resolve, reject }];
    gathering.set(client, all);
    setTimeout(() => {
      gathering.delete(client);
      void askAll(client, all);
    }, GATHER_MS);
  });
}

async function askAll(client: MusterClient, all: readonly Waiting[]): Promise<void> {
  for (const batch of batchesOf(all)) {
    try {
      const { counts } = await client.counts({
        questions: batch.flatMap(({ questions }) => questions),
      });
      let start = 0;
      for (const { questions, resolve } of batch) {
        const mine = counts.slice(start, start + questions.length);
        resolve(mine.map(({ count }) => count));
        start += questions.length;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

function batchesOf(all: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const batches: Waiting[][] = [];
  let size = MAX_QUESTIONS;
  for (const waiting of all) {
    if (size + waiting.questions.length > MAX_QUESTIONS) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(waiting);
    size += waiting.questions.length;
  }
  return batches;
}
