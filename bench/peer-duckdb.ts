/**
 * DuckDB in the comparison, as its users would set it up: in memory in this process, a table for each
 * event type in the order of time (so that a window skips row groups by their smallest and largest
 * time), texts of few values as ENUMs, no index (its guide advises against them for aggregation),
 * statements prepared once.
 */
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api';
import type { ValueType } from '../engine/index.ts';
import type { Peer, PeerQuestion, Prepared } from './peer.ts';
import {
  CannotTranslate,
  type Column,
  countSql,
  quoted,
  type SqlDialect,
  type SqlEvents,
  spanConditions,
  whereOf,
} from './peer-sql.ts';
import { hasFewValues } from './peer-tables.ts';
import { CONTACT_COLUMNS, type CsvColumn, columnsOf, type WorldFiles } from './world-csv.ts';

const TYPES: Readonly<Record<ValueType, string>> = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'BIGINT',
  list: 'VARCHAR',
};

export async function openDuckdb(threads: number): Promise<Peer> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  return {
    name: 'DuckDB',
    version: String(await valueOf(connection, 'SELECT version()')),
    load: (_, files) => load(connection, files),
    prepare: (question, at) => prepare(connection, question, at),
    setClock: () => {},
    memory: async () => ({
      bytes: Number(
        await valueOf(connection, 'SELECT sum(memory_usage_bytes) FROM duckdb_memory()'),
      ),
      source: 'duckdb_memory()',
    }),
    forget: async () => {},
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function load(connection: DuckDBConnection, files: WorldFiles): Promise<void> {
  await loadTable(connection, 'contacts', files.contacts, [], CONTACT_COLUMNS);
  for (const [type, path] of files.events) {
    await loadTable(connection, type, path, ["'t': 'BIGINT'"], columnsOf(type));
  }
}

async function loadTable(
  connection: DuckDBConnection,
  table: string,
  path: string,
  keys: readonly string[],
  columns: readonly CsvColumn[],
): Promise<void> {
  const types = columns.map(({ name, type }) => `'${name}': '${TYPES[type]}'`);
  const lists = columns
    .filter(({ type }) => type === 'list')
    .map(({ name }) => `string_split(${name}, '|') AS ${name}`);
  const all = lists.length === 0 ? '*' : `* REPLACE (${lists.join(', ')})`;
  await connection.run(
    `CREATE TABLE ${table} AS SELECT ${all} FROM read_csv(${quoted(path)},
       header = false, delim = ',', quote = '', escape = '', nullstr = ['\\N', ''],
       columns = {${["'contact': 'UINTEGER'", ...keys, ...types].join(', ')}})`,
  );
  await connection.run(`ALTER TABLE ${table} ALTER contact SET NOT NULL`);
  for (const column of columns) {
    if (!hasFewValues(column)) continue;
    const { name } = column;
    await connection.run(
      `CREATE TYPE ${enumOf({ ...column, table })} AS ENUM (
         SELECT DISTINCT ${name} FROM ${table} WHERE ${name} IS NOT NULL ORDER BY 1)`,
    );
    await connection.run(`ALTER TABLE ${table} ALTER ${name} TYPE ${enumOf({ ...column, table })}`);
  }
}

function enumOf({ table, name }: Column): string {
  return `${table}_${name}`;
}

function prepare(connection: DuckDBConnection, question: PeerQuestion, at: number): Prepared {
  try {
    const text = countSql(DUCKDB, question, at);
    let statement: DuckDBPreparedStatement | undefined;
    const ask = async () => {
      statement ??= await connection.prepare(text);
      const rows = (await statement.runAndReadAll()).getRowsJS();
      return Number(rows[0]?.[0]);
    };
    return { kind: 'ask', ask, text };
  } catch (error) {
    if (error instanceof CannotTranslate) return { kind: 'cannot', reason: error.message };
    throw error;
  }
}

async function valueOf(connection: DuckDBConnection, sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
}

const DUCKDB: SqlDialect = {
  not: (condition) => `(${condition}) IS NOT TRUE`,
  exists: ({ name }) => `(${name} IS NOT NULL)`,
  boolean: ({ name }, value) => `(${name} = ${value})`,
  // Cast to the ENUM, or every row would be cast to a text; a value that no row has is NULL.
  textIn: (column, texts) => {
    const values = texts.map((text) =>
      hasFewValues(column) ? `TRY_CAST(${quoted(text)} AS ${enumOf(column)})` : quoted(text),
    );
    return `(${column.name} IN (${values.join(', ')}))`;
  },
  contains: ({ name }, text) => `contains(${name}, ${quoted(text)})`,
  startsWith: ({ name }, text) => `starts_with(${name}, ${quoted(text)})`,
  endsWith: ({ name }, text) => `ends_with(${name}, ${quoted(text)})`,
  listHas: ({ name }, match, texts) =>
    `list_has_${match}(${name}, [${texts.map(quoted).join(', ')}])`,
  day: ({ name }, operator, day) => `(${name} ${operator} DATE '${day}')`,
  monthDay: ({ name }) => `(month(${name}) * 100 + day(${name}))`,
  distinctContacts: (events) =>
    `SELECT count(DISTINCT contact) FROM ${events.table}${whereOf(events)}`,
  // A semi-join: an ASOF JOIN takes three times as long here, and its statement fails (1.5.6) when it
  // is run again.
  sequence: ({ first, second, isAbsent, gapMs, span, at }) => {
    const inSpan = span === undefined ? [] : spanConditions('t', span);
    const early = isAbsent ? [...inSpan, `t + ${gapMs} <= ${at}`] : inSpan;
    const late = isAbsent && span !== undefined ? [`t > ${span.from}`] : inSpan;
    return `SELECT DISTINCT contact FROM ${rows(first, early)} AS one
      WHERE ${isAbsent ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${rows(second, late)} AS two
        WHERE two.contact = one.contact AND two.t > one.t AND two.t <= one.t + ${gapMs})`;
  },
};

function rows({ table, conditions }: SqlEvents, more: readonly string[]): string {
  const where = whereOf({ table, conditions: [...conditions, ...more] });
  return `(SELECT contact, t FROM ${table}${where})`;
}
