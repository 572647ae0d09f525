/**
 * The least that uWebSockets.js can answer with: a server in a process of its own that answers any
 * GET with one prepared body and the headers that Muster sends. The yardstick of the `http`
 * benchmark, and besides `server/http/http-server.ts` the only importer of `uWebSockets.js`.
 *
 * Tells its port as a message, and ends with the process that has forked it.
 */
import uws from 'uWebSockets.js';

const [body = '{}'] = process.argv.slice(2);
const app = uws.App();
app.get('/*', (response) => {
  response.cork(() => {
    response.writeStatus('200 OK');
    response.writeHeader('Content-Type', 'application/json');
    response.writeHeader('Cache-Control', 'no-store');
    response.writeHeader('X-Content-Type-Options', 'nosniff');
    response.end(body);
  });
});
app.listen('127.0.0.1', 0, (socket) => {
  if (socket === false) throw new Error('cannot listen');
  process.send?.({ port: uws.us_socket_local_port(socket) });
});
process.on('disconnect', () => process.exit());
