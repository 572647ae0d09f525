/** A file to import as batches of items with their lines, whatever its format. */
import { CliError } from '../cli-error.ts';
import { type RowMapper, rowMapper } from './import-columns.ts';
import { type CsvRow, readCsvRows } from './import-csv.ts';
import { readNdjson } from './import-ndjson.ts';
import type { ImportBatch, ImportKind, ImportRecord } from './import-record.ts';
import type { ImportSource } from './import-source.ts';
import type { TypeTable } from './import-types.ts';

/** `types` is asked for only when the file leaves the types open, as CSV does. */
export function readBatches(
  kind: ImportKind,
  source: ImportSource,
  types: () => Promise<TypeTable>,
): AsyncGenerator<ImportBatch> {
  return source.format === 'ndjson' ? readNdjson(source.content) : readCsv(kind, source, types);
}

async function* readCsv(
  kind: ImportKind,
  source: ImportSource,
  types: () => Promise<TypeTable>,
): AsyncGenerator<ImportBatch> {
  let mapper: RowMapper | undefined;
  for await (const rows of readCsvRows(source.name, source.content)) {
    const [first] = rows;
    if (first === undefined) continue;
    let body = rows;
    if (mapper === undefined) {
      mapper = mapperOf(kind, source.name, first, await types());
      body = rows.slice(1);
    }
    const records = mapRows(mapper, body);
    yield { records, declarations: mapper.takeDeclarations() };
  }
  if (mapper === undefined) throw new CliError(`${source.name} is empty: CSV needs a header row`);
}

function mapRows(mapper: RowMapper, rows: readonly CsvRow[]): readonly ImportRecord[] {
  return rows.map((row) => mapper.map(row));
}

function mapperOf(kind: ImportKind, name: string, header: CsvRow, types: TypeTable): RowMapper {
  if (!header.isUtf8) throw new CliError(`${name} is not valid UTF-8: save it as UTF-8`);
  const mapper = rowMapper(kind, header.cells, types);
  if (!mapper.ok) throw new CliError(`${name}: ${mapper.error}`);
  return mapper.value;
}
