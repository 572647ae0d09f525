/**
 * The writing client: a process of its own that posts batches of events at fixed moments, each
 * dated to the server's time now. Fails on the first answer that has not accepted a whole batch.
 */
import { answerPlans } from './client-process.ts';
import { Histogram } from './histogram.ts';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { liveBatches } from './live-events.ts';
import { sharedNowMs } from './metronome.ts';
import { openLoop } from './open-loop.ts';
import type { WritePlan, WriteResult } from './write-plan.ts';

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
  let accepted = 0;
  const { startMs, unanswered } = await openLoop(
    connections,
    { rate: batchesPerSecond, seconds },
    async (connection, { dueMs }) => {
      const body = Buffer.from(JSON.stringify(batches.next().value));
      const request = requestBytes('POST', '/v1/events', 'application/json', body).bytes;
      const answer = await connection.ask(request);
      latency.record((sharedNowMs() - dueMs) * 1000);
      const text = answer.body.toString();
      if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
      const written = JSON.parse(text) as { readonly accepted: number };
      if (written.accepted !== batch) throw new Error(`of ${batch} events accepted: ${text}`);
      accepted += batch;
    },
  );
  if (unanswered.length > 0) throw new Error(`${unanswered.length} batches are unanswered`);
  return { accepted, seconds: (sharedNowMs() - startMs) / 1000, latency: latency.summary() };
}
