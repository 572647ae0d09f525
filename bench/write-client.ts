/**
 * The writing client: a process of its own that posts batches of events at fixed moments, each
 * dated to the server's time now. A batch is accepted whole or refused because the server is busy;
 * anything else fails the run.
 */
import { answerPlans } from './client-process.ts';
import { Histogram } from './histogram.ts';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { liveBatches } from './live-events.ts';
import { sharedNowMs } from './metronome.ts';
import { openLoop } from './open-loop.ts';
import type { WritePlan, WriteResult } from './write-plan.ts';

const BUSY = 503;

answerPlans(async (plan: WritePlan): Promise<WriteResult> => {
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => HttpConnection.open(plan.port)),
  );
  try {
    return await write(plan, connections);
  } finally {
    for (const connection of connections) connection.close();
  }
});

async function write(
  { world, batch, batchesPerSecond, seconds, clockAheadMs }: WritePlan,
  connections: readonly HttpConnection[],
): Promise<WriteResult> {
  const batches = liveBatches(world, batch, () => Date.now() + clockAheadMs);
  const latency = new Histogram();
  let [accepted, refused] = [0, 0];
  const { startMs, unanswered } = await openLoop(
    connections,
    { rate: batchesPerSecond, seconds },
    async (connection, { dueMs }) => {
      const body = Buffer.from(JSON.stringify(batches.next().value));
      const request = requestBytes('POST', '/v1/events', 'application/json', body).bytes;
      const answer = await connection.ask(request);
      latency.record((sharedNowMs() - dueMs) * 1000);
      const text = answer.body.toString();
      if (answer.status === BUSY) {
        refused += 1;
        return;
      }
      if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
      const written = JSON.parse(text) as { readonly accepted: number };
      if (written.accepted !== batch) throw new Error(`of ${batch} events accepted: ${text}`);
      accepted += batch;
    },
  );
  for (const { dueMs } of unanswered) latency.record((sharedNowMs() - dueMs) * 1000);
  return {
    accepted,
    refused,
    unanswered: unanswered.length,
    seconds: (sharedNowMs() - startMs) / 1000,
    latency: latency.summary(),
  };
}
