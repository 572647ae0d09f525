/**
 * Makes `test/data/travel` from the whole travel data: `node make-part.mjs DIR`, where DIR holds the
 * full `contacts.ndjson.gz` and `events.ndjson.gz`.
 *
 * A contact is kept or left out by its own line alone, and comes with all of its events in their
 * order, so every answer about a kept contact is what it is in the whole. The same input gives the
 * same bytes. Kept are:
 * - the first contacts of the site, who have the longest histories, and a quarter of the others;
 * - the busiest contact, with tens of thousands of events;
 * - everyone whose location has a character that trips patterns, quoting or case folding.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const FIRST_CONTACTS = 150;
const ONE_IN = 4;
const BUSIEST = 'u101';
/** Everything but the letters, digits and punctuation of an ordinary address in English. */
const TRICKY = /[^A-Za-z0-9 ,.()/-]/;
const BYTES_MAX = 5_000_000;

const source = process.argv[2];
assert(source !== undefined, 'usage: node make-part.mjs DIR');
const target = new URL('../data/travel/', import.meta.url);

function linesOf(name) {
  return gunzipSync(readFileSync(`${source}/${name}`))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function isKept({ id, fields }, index) {
  const location = fields.location ?? '';
  return (
    index < FIRST_CONTACTS ||
    Number(id.slice(1)) % ONE_IN === 0 ||
    id === BUSIEST ||
    TRICKY.test(location)
  );
}

function write(name, lines) {
  const packed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  writeFileSync(new URL(name, target), packed);
  process.stdout.write(`${name}: ${lines.length} lines, ${packed.length} bytes\n`);
  return packed.length;
}

mkdirSync(target, { recursive: true });
const kept = new Set();
const contacts = linesOf('contacts.ndjson.gz').filter((line, index) => {
  const contact = JSON.parse(line);
  if (isKept(contact, index)) kept.add(contact.id);
  return kept.has(contact.id);
});
const events = linesOf('events.ndjson.gz').filter((line) => kept.has(JSON.parse(line).contact));
const bytes = write('contacts.ndjson.gz', contacts) + write('events.ndjson.gz', events);
assert(bytes <= BYTES_MAX, `the part has ${bytes} bytes, more than ${BYTES_MAX}`);
