/**
 * DuckDB's answers: loads the travel data into an in-memory database and runs each question's SQL.
 *
 * Tables: `contacts` has a row for each contact, `events` for each event, with a column for each
 * field or attribute of any event type. Times are epoch milliseconds (BIGINT), so that comparisons
 * are exact to the millisecond; dates are DATE, lists VARCHAR[]. Empty texts and lists are NULL.
 *
 * Macros that the SQL of the questions may use:
 * - `ms('2017-08-01 12:00:00Z')`: epoch milliseconds of an instant;
 * - `wall(zone, t)`: the local TIMESTAMP of epoch milliseconds;
 * - `instant(zone, wall)`: epoch milliseconds of a local TIMESTAMP; one that the clock skips is moved
 *   forward, but of one that exists twice DuckDB takes the later (Muster the earlier);
 * - `murmur3(text, seed)`: MurmurHash3 x86 32-bit of an ASCII text.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { travelContacts, travelEvents } from './load.ts';
import type { Question } from './question.ts';

const CONTACTS_SQL = `
  CREATE TABLE contacts AS
  SELECT
    id, reputation, views, up_votes, down_votes, age, approval, trusted, joined_on, birthday,
    nullif(location, '') AS location,
    nullif(country, '') AS country,
    CASE WHEN len(places) > 0 THEN places END AS places,
    epoch_ms(created_at) AS created_at,
    epoch_ms(last_access_at) AS last_access_at,
    epoch_ms(returned_at) AS returned_at
  FROM read_json($path, format = 'newline_delimited', columns = {
    id: 'VARCHAR', reputation: 'BIGINT', views: 'BIGINT', up_votes: 'BIGINT',
    down_votes: 'BIGINT', age: 'BIGINT', approval: 'DOUBLE', trusted: 'BOOLEAN',
    joined_on: 'DATE', birthday: 'DATE', location: 'VARCHAR', country: 'VARCHAR',
    places: 'VARCHAR[]', created_at: 'TIMESTAMPTZ', last_access_at: 'TIMESTAMPTZ',
    returned_at: 'TIMESTAMPTZ'
  })`;

const EVENTS_SQL = `
  CREATE TABLE events AS
  SELECT
    contact, event, name, class, tag_based, level, score, comments, views, answers, title,
    has_accepted, rating, post, amount, ends_on, kind,
    epoch_ms(time) AS t,
    epoch_ms(ends_at) AS ends_at,
    CASE WHEN len(words) > 0 THEN words END AS words
  FROM read_json($path, format = 'newline_delimited', columns = {
    contact: 'VARCHAR', event: 'VARCHAR', "time": 'TIMESTAMPTZ', "name": 'VARCHAR',
    class: 'VARCHAR', tag_based: 'BOOLEAN', level: 'VARCHAR', score: 'BIGINT',
    comments: 'BIGINT', views: 'BIGINT', answers: 'BIGINT', title: 'VARCHAR',
    words: 'VARCHAR[]', has_accepted: 'BOOLEAN', rating: 'DOUBLE', post: 'VARCHAR',
    amount: 'BIGINT', ends_at: 'TIMESTAMPTZ', ends_on: 'DATE', kind: 'VARCHAR'
  })`;

/** Blocks of four bytes, then the tail, then the avalanche, in arithmetic modulo 2^32. */
const MACROS_SQL = [
  `CREATE MACRO ms(text) AS epoch_ms(text::TIMESTAMPTZ)`,
  `CREATE MACRO wall(zone, t) AS timezone(zone, make_timestamptz(t * 1000))`,
  `CREATE MACRO instant(zone, local) AS epoch_ms(timezone(zone, local))`,
  `CREATE MACRO mul32(a, b) AS (a::UBIGINT * b::UBIGINT) & 4294967295::UBIGINT`,
  `CREATE MACRO rotl32(a, bits) AS ((a << bits) | (a >> (32 - bits))) & 4294967295::UBIGINT`,
  `CREATE MACRO byte_at(text, i) AS
     CASE WHEN i <= length(text) THEN unicode(text[i]) ELSE 0 END::UBIGINT`,
  `CREATE MACRO word_at(text, i) AS
     byte_at(text, i) | (byte_at(text, i + 1) << 8) | (byte_at(text, i + 2) << 16)
       | (byte_at(text, i + 3) << 24)`,
  `CREATE MACRO murmur_word(k) AS mul32(rotl32(mul32(k, 3432918353), 15), 461845907)`,
  `CREATE MACRO murmur_body(text, seed) AS list_reduce(
     list_prepend(seed::UBIGINT, [murmur_word(word_at(text, 4 * b + 1))
       FOR b IN range(length(text) // 4)]),
     LAMBDA h, k: (mul32(rotl32(xor(h, k), 13), 5) + 3864292196) & 4294967295::UBIGINT)`,
  `CREATE MACRO murmur_tail(text, h) AS
     xor(xor(h, murmur_word(word_at(text, length(text) // 4 * 4 + 1))), length(text)::UBIGINT)`,
  `CREATE MACRO murmur_shift(h, bits) AS xor(h, h >> bits)`,
  `CREATE MACRO murmur_end(h) AS murmur_shift(mul32(murmur_shift(mul32(
     murmur_shift(h, 16), 2246822507), 13), 3266489909), 16)`,
  `CREATE MACRO murmur3(text, seed) AS murmur_end(murmur_tail(text, murmur_body(text, seed)))`,
];

/** Answer of each question's SQL by the question's name. */
export async function duckdbAnswers(
  questions: readonly Pick<Question, 'name' | 'sql'>[],
): Promise<Map<string, number>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await loadTravel(connection);
    const answers = new Map<string, number>();
    for (const { name, sql } of questions) answers.set(name, await countOf(connection, name, sql));
    return answers;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function loadTravel(connection: DuckDBConnection): Promise<void> {
  await connection.run(`SET TimeZone = 'UTC'`);
  for (const sql of MACROS_SQL) await connection.run(sql);
  const folder = await mkdtemp(join(tmpdir(), 'muster-duckdb-'));
  try {
    const contacts = join(folder, 'contacts.ndjson');
    const events = join(folder, 'events.ndjson');
    await pipeline(Readable.from(contactLines()), createWriteStream(contacts));
    await pipeline(Readable.from(eventLines()), createWriteStream(events));
    await connection.run(CONTACTS_SQL, { path: contacts });
    await connection.run(EVENTS_SQL, { path: events });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* contactLines(): Generator<string> {
  for (const { id, fields } of travelContacts()) yield `${JSON.stringify({ ...fields, id })}\n`;
}

function* eventLines(): Generator<string> {
  for (const { contact, event, time, attributes } of travelEvents()) {
    yield `${JSON.stringify({ ...attributes, contact, event, time })}\n`;
  }
}

async function countOf(connection: DuckDBConnection, name: string, sql: string): Promise<number> {
  try {
    const rows = (await connection.runAndReadAll(sql)).getRowsJS();
    return Number(rows[0]?.[0]);
  } catch (error) {
    throw new Error(`the SQL of "${name}" fails: ${String(error)}`, { cause: error });
  }
}
