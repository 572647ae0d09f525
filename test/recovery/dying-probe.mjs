/** In the place of the process that probes: a read of the folder `bad` is the end of it. */
import { writeSync } from 'node:fs';

for (const { folder } of JSON.parse(process.argv[2])) {
  say({ kind: 'begin', file: `${folder}/file` });
  if (folder === 'bad') process.kill(process.pid, 'SIGBUS');
  say({ kind: 'going' });
  say({ kind: 'end', file: `${folder}/file` });
  say({ kind: 'result', result: { ok: true } });
}

function say(line) {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
