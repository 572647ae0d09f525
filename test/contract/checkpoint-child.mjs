/**
 * Works on stores of checkpoints where it may die of it, and prints a line of JSON for each step.
 *
 * `probe FILE…`: reads each store through. `write FOLDER STEPS KILL`: carries out the checkpoints of a
 * JSON file on a data folder, and kills itself at the KILL-th named moment (0: never).
 */
import { readFileSync, writeSync } from 'node:fs';
import { probeCheckpoint } from '../../dist/storage/checkpoint-probe.js';
import { CheckpointStore } from '../../dist/storage/checkpoint-store.js';

const [task, ...words] = process.argv.slice(2);
if (task === 'probe') await probe(words);
else await write(...words);

async function probe(folders) {
  for (const folder of folders) say(await probeCheckpoint(folder));
}

async function write(folder, steps, kill) {
  let moments = 0;
  const at = () => {
    moments += 1;
    if (moments === Number(kill)) process.kill(process.pid, 'SIGKILL');
  };
  const store = CheckpointStore.open(folder, { at });
  for (const entry of store.stores) store.read(entry);
  for (const { full, position, pieces } of JSON.parse(readFileSync(steps, 'utf8'))) {
    let failure;
    try {
      const writer = await store.begin(full);
      try {
        for (const [name, length, text] of pieces) {
          const bytes = length === undefined ? undefined : Buffer.alloc(length, text);
          await writer.put([{ name, bytes }]);
        }
        await writer.commit(position);
      } catch (error) {
        failure = error;
        await writer.abandon();
      }
    } catch (error) {
      failure = error;
    }
    say({ position, failure: failure?.name, needsFull: store.needsFull });
  }
  await store.close();
  say({ moments });
}

/** In one piece and at once, so that what was said is out before the next step is begun. */
function say(what) {
  writeSync(1, `${JSON.stringify(what)}\n`);
}
