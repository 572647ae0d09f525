/** A real Muster in memory behind the real HTTP server, on a free port of this machine. */
import type { Millis } from '../engine/index.ts';
import { Access } from '../server/access/access.ts';
import { type ListenOptions, listen } from '../server/http/http-server.ts';
import { openMuster } from '../server/muster.ts';
import type { Service } from '../server/service.ts';

export type TestServer = {
  readonly url: string;
  readonly port: number;
  readonly service: Service;
  close(): Promise<void>;
};

export type TestServerOptions = Partial<Pick<ListenOptions, 'access' | 'tls'>>;

export async function openTestServer({
  access = noKeys(),
  tls,
}: TestServerOptions = {}): Promise<TestServer> {
  const service = await openMuster({
    data: 'memory',
    threads: 0,
    clock: () => Date.now() as Millis,
  });
  const readiness = () => ({ ready: true });
  const server = await listen({ service, access, tls, host: '127.0.0.1', port: 0, readiness });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    service,
    async close() {
      await server.close();
      await service.close();
    },
  };
}

/** For a server that everybody on this machine may ask. */
export function noKeys(): Access {
  return new Access(undefined, () => Date.now() as Millis);
}
