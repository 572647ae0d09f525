/**
 * ClickHouse in the comparison, as its users would set it up: a MergeTree for each event type in the
 * order of time, contacts in the order of their numbers, texts of few values as LowCardinality, a
 * missing text as the empty one (columns that can be NULL are slower), lists as arrays, parts merged
 * after the load; asked over its HTTP interface on one connection that stays open.
 */
import { createReadStream } from 'node:fs';
import type { ValueType } from '../engine/index.ts';
import type { Peer, PeerQuestion, Prepared } from './peer.ts';
import { ClickhouseServer } from './peer-clickhouse-server.ts';
import {
  CannotTranslate,
  countSql,
  quoted,
  type SqlDialect,
  type SqlEvents,
  spanConditions,
  whereOf,
} from './peer-sql.ts';
import { hasFewValues } from './peer-tables.ts';
import { CONTACT_COLUMNS, type CsvColumn, columnsOf, type WorldFiles } from './world-csv.ts';

export async function openClickhouse(threads: number): Promise<Peer> {
  const server = await ClickhouseServer.start(threads);
  return {
    name: 'ClickHouse',
    version: await server.run('SELECT version()'),
    load: (_, files) => load(server, files),
    prepare: (question, at) => prepare(server, question, at),
    setClock: () => {},
    memory: async () => ({ bytes: server.residentBytes(), source: 'resident in its process' }),
    forget: async () => {
      await server.run('SYSTEM DROP MARK CACHE');
      await server.run('SYSTEM DROP UNCOMPRESSED CACHE');
    },
    close: () => server.stop(),
  };
}

async function load(server: ClickhouseServer, files: WorldFiles): Promise<void> {
  await server.run(
    `CREATE TABLE contacts (contact UInt32, ${CONTACT_COLUMNS.map(contactColumn).join(', ')})
     ENGINE = MergeTree() ORDER BY contact`,
  );
  await loadTable(server, 'contacts', files.contacts);
  for (const [type, path] of files.events) {
    await server.run(
      `CREATE TABLE ${type} (contact UInt32, t Int64, ${columnsOf(type).map(eventColumn).join(', ')})
       ENGINE = MergeTree() ORDER BY t`,
    );
    await loadTable(server, type, path);
  }
}

async function loadTable(server: ClickhouseServer, table: string, path: string): Promise<void> {
  await server.insert(`INSERT INTO ${table} FORMAT CSV`, createReadStream(path));
  await server.run(`OPTIMIZE TABLE ${table} FINAL`);
}

/**
 * Its Date begins in 1970, which no birthday may: that is a number of the form YYYYMMDD. Lists are
 * made of the text that the file has.
 */
function contactColumn(column: CsvColumn): string {
  const { name, type } = column;
  if (name === 'birthday') {
    const digits = `replaceAll(ifNull(${name}_text, ''), '-', '')`;
    return `${name}_text Nullable(String), ${name} Nullable(Int32) MATERIALIZED toInt32OrNull(${digits})`;
  }
  if (name === 'created_at') return `${name} Int64`;
  const types: Readonly<Record<ValueType, string>> = {
    text: textType(column),
    number: 'Nullable(Float64)',
    boolean: 'Nullable(UInt8)',
    date: 'Nullable(Date)',
    datetime: 'Nullable(Int64)',
    list: 'String',
  };
  if (type !== 'list') return `${name} ${types[type]}`;
  const elements = `splitByChar('|', ${name}_text)`;
  return `${name}_text String,
    ${name} Array(String) MATERIALIZED if(${name}_text = '', emptyArrayString(), ${elements})`;
}

/** Numbers of events are never missing in this world, so they need not be nullable. */
function eventColumn(column: CsvColumn): string {
  const { name, type } = column;
  switch (type) {
    case 'text':
      return `${name} ${textType(column)}`;
    case 'number':
      return `${name} Float64`;
    case 'boolean':
      return `${name} Nullable(UInt8)`;
    default:
      throw new Error(`no event of the world has a ${type}`);
  }
}

function textType(column: CsvColumn): string {
  return hasFewValues(column) ? 'LowCardinality(String)' : 'String';
}

function prepare(server: ClickhouseServer, question: PeerQuestion, at: number): Prepared {
  try {
    const text = countSql(CLICKHOUSE, question, at);
    return { kind: 'ask', ask: async () => Number(await server.run(text)), text };
  } catch (error) {
    if (error instanceof CannotTranslate) return { kind: 'cannot', reason: error.message };
    throw error;
  }
}

const CLICKHOUSE: SqlDialect = {
  not: (condition) => `(NOT ifNull(${condition}, 0))`,
  exists: ({ name, type }) => {
    if (type === 'text') return `(${name} != '')`;
    return type === 'list' ? `notEmpty(${name})` : `isNotNull(${name})`;
  },
  boolean: ({ name }, value) => `(${name} = ${value ? 1 : 0})`,
  textIn: ({ name }, texts) =>
    texts.length === 1
      ? `(${name} = ${quoted(texts[0] as string)})`
      : `(${name} IN (${texts.map(quoted).join(', ')}))`,
  contains: ({ name }, text) => `(position(${name}, ${quoted(text)}) > 0)`,
  startsWith: ({ name }, text) => `startsWith(${name}, ${quoted(text)})`,
  endsWith: ({ name }, text) => `endsWith(${name}, ${quoted(text)})`,
  listHas: ({ name }, match, texts) =>
    `has${match === 'any' ? 'Any' : 'All'}(${name}, [${texts.map(quoted).join(', ')}])`,
  day: ({ name }, operator, day) =>
    `(${name} ${operator} ${name === 'birthday' ? day.replaceAll('-', '') : quoted(day)})`,
  monthDay: ({ name }) => `(${name} % 10000)`,
  distinctContacts: (events) => `SELECT uniqExact(contact) FROM ${events.table}${whereOf(events)}`,
  // It has no join by nearest time yet, so the times of a contact's events stand in an array: doubled,
  // and odd for the first step.
  sequence: ({ first, second, isAbsent, gapMs, span, at }) => {
    const inSpan = span === undefined ? [] : spanConditions('t', span);
    const ones = isAbsent ? [...inSpan, `t + ${gapMs} <= ${at}`] : inSpan;
    const late = isAbsent && span !== undefined ? [`t > ${span.from}`] : inSpan;
    const twos = [...late, `contact IN (SELECT contact ${from(first, ones)})`];
    const keys = `(SELECT contact, t * 2 + 1 AS k ${from(first, ones)}
      UNION ALL SELECT contact, t * 2 AS k ${from(second, twos)})`;
    const follows = `bitAnd(two, 1) = 0 AND intDiv(two, 2) > intDiv(one, 2)
      AND intDiv(two, 2) <= intDiv(one, 2) + ${gapMs}`;
    if (isAbsent) {
      return `SELECT contact FROM
        (SELECT contact, groupArray(k) AS keys FROM ${keys} GROUP BY contact)
        WHERE arrayExists(
          one -> bitAnd(one, 1) = 1 AND NOT arrayExists(two -> ${follows}, keys), keys)`;
    }
    // Of those in order (at the same time the second step comes first), two neighbours suffice.
    return `SELECT contact FROM
      (SELECT contact, arraySort(groupArray(k)) AS keys FROM ${keys} GROUP BY contact)
      WHERE arrayExists(
        (one, two) -> bitAnd(one, 1) = 1 AND ${follows}, arrayPopBack(keys), arrayPopFront(keys))`;
  },
};

function from({ table, conditions }: SqlEvents, more: readonly string[]): string {
  return `FROM ${table}${whereOf({ table, conditions: [...conditions, ...more] })}`;
}
