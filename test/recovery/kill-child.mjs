/**
 * Writes to a data folder until it is killed, and prints one line for each acknowledgement.
 *
 * Arguments: the folder, and the number that the first write takes. Write `n` is an event with
 * the id `n` of one of ten contacts, and a contact of its own; every third such contact is
 * deleted again. Writes overlap.
 */
import { writeSync } from 'node:fs';
import { openMuster } from '../../dist/server/muster.js';

const [data, first] = process.argv.slice(2);
const STREAMS = 4;

const muster = await openMuster({ data, threads: 0, shardBits: 3, clock: () => Date.now() });
let next = Number(first);
say('open', muster.position());
await Promise.all(Array.from({ length: STREAMS }, write));

async function write() {
  for (;;) {
    const n = next++;
    const event = { contact: `c${n % 10}`, event: 'tick', id: String(n), attributes: { n } };
    const stored = await muster.writeEvents([{ parsed: true, json: event }], { strict: true });
    say('event', n, stored.value.position, stored.value.duplicates);
    const contact = { id: `own ${n}`, fields: { n, tags: [`t${n % 7}`] } };
    const added = await muster.writeContacts([{ parsed: true, json: contact }], { strict: true });
    say('contact', n, added.value.position);
    if (n % 3 !== 0) continue;
    const deleted = await muster.deleteContact(contact.id);
    say('deleted', n, deleted.value.position);
  }
}

/** In one piece and at once, so that what was said is out before the next write is begun. */
function say(...words) {
  writeSync(1, `${words.join(' ')}\n`);
}
