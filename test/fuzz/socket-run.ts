/**
 * Broken requests by the thousand, over many connections at a time, at a server that runs as a process
 * of its own, beside a client who does everything right.
 */
import { ServerProcess, withDataFolder } from '../recovery/server-process.ts';
import { GoodClient } from './socket-client.ts';
import { MemoryWatch } from './socket-memory.ts';
import { type PlayOptions, type SocketFigures, SocketPlay } from './socket-play.ts';

export type SocketOptions = Omit<PlayOptions, 'onRound'> & {
  readonly flags: readonly string[];
  readonly onRound?: (so: object) => void;
};

export type SocketReport = SocketFigures & {
  /** At most `LISTED`, each with what it came with. */
  readonly faults: readonly string[];
  readonly contacts: number;
  readonly rssStartMiB: number;
  readonly rssMostMiB: number;
  readonly rssEndMiB: number;
  /** Of the client who does everything right: answers, 503 among them, and how long they took. */
  readonly goodAnswers: number;
  readonly goodDeferred: number;
  readonly goodP50Ms: number;
  readonly goodP99Ms: number;
  readonly goodMostMs: number;
};

const LISTED = 20;
/**
 * Memory for bodies that arrive and wait, 128 MiB in all (`limits.ts`), for one that is unpacked and
 * read at a time, and for what the collector of garbage leaves.
 */
const MOST_WAITING_MIB = 320;
/** With its values, an event or two, and its part of the log, which is mapped into memory. */
const MOST_KIB_OF_CONTACT = 4;

export function runSockets(options: SocketOptions): Promise<SocketReport> {
  return withDataFolder(async (data) => {
    const server = await ServerProcess.start({ data, flags: options.flags });
    const client = new GoodClient(server.url);
    await client.begin();
    const memory = new MemoryWatch(server.pid);
    const onRound = (so: object) => options.onRound?.({ ...so, rssMiB: memory.nowMiB() });
    const play = new SocketPlay(server, { ...options, onRound });
    try {
      let isOver = false;
      const working = client.work(() => isOver);
      // Looked at below, also when the play fails first.
      working.catch(() => {});
      await play.run().finally(() => {
        isOver = true;
      });
      await working;
      const rssEndMiB = memory.nowMiB();
      const { ids, count } = await client.everything();
      const faults = [...play.faults, ...client.faults, ...play.storedFaults(ids, client.ids)];
      if (count !== ids.length) faults.push(`${count} contacts are counted, ${ids.length} listed`);
      const mostMiB = memory.startMiB + MOST_WAITING_MIB + (count * MOST_KIB_OF_CONTACT) / 1024;
      if (memory.mostMiB > mostMiB) faults.push(`${memory.mostMiB} MiB of memory were taken`);
      const { status, stderr } = await server.stop();
      if (status !== 0 || stderr !== '') faults.push(`the server ended with ${status}: ${stderr}`);
      return {
        ...play.figures(),
        contacts: count,
        rssStartMiB: memory.startMiB,
        rssMostMiB: memory.mostMiB,
        rssEndMiB,
        ...client.figures(),
        faults: faults.slice(0, LISTED),
      };
    } catch (error) {
      // A process that died has more to say than a client who was not answered.
      const { status, stderr } = await server.stop('SIGKILL');
      const found = [...play.faults, ...client.faults].slice(0, LISTED).join('\n');
      throw new Error(`the server ended with ${status}: ${stderr}\n${found}`, { cause: error });
    } finally {
      memory.close();
      client.close();
    }
  });
}
