/**
 * The header of a CSV file, and how its rows become contacts or events.
 *
 * The column `id` names the contact; `contact`, `event`, `time` and `id` make an event; their case
 * does not matter. Every other column is a field or an attribute, with the type its header cell
 * gives (`amount:number`), else the type Muster knows, else text. An empty cell is no value.
 */

import { err, fold, ok, type Result, type ValueType } from '../../engine/index.ts';
import { convertCell, instantCell } from './import-cell.ts';
import type { CsvRow } from './import-csv.ts';
import type { Declaration, ImportKind, ImportRecord } from './import-record.ts';
import { splitType, type TypeTable } from './import-types.ts';

/** Turns rows into items, and says which types have to be declared before those items. */
export interface RowMapper {
  map(row: CsvRow): ImportRecord;
  /** The declarations that the rows mapped since the last call need. */
  takeDeclarations(): readonly Declaration[];
}

type ValueColumn = { readonly index: number; readonly name: string; readonly type?: ValueType };

type Header = {
  readonly width: number;
  /** Index of each of the columns with a meaning that the file has. */
  readonly special: ReadonlyMap<string, number>;
  readonly values: readonly ValueColumn[];
};

const SPECIAL: Readonly<Record<ImportKind, ReadonlyMap<string, ValueType>>> = {
  contacts: new Map([['id', 'text']]),
  events: new Map([
    ['contact', 'text'],
    ['event', 'text'],
    ['time', 'datetime'],
    ['id', 'text'],
  ]),
};
const REQUIRED: Readonly<Record<ImportKind, readonly string[]>> = {
  contacts: ['id'],
  events: ['contact', 'event'],
};

export function rowMapper(
  kind: ImportKind,
  cells: readonly string[],
  types: TypeTable,
): Result<RowMapper, string> {
  const header = readHeader(kind, cells);
  if (!header.ok) return header;
  return ok(
    kind === 'contacts'
      ? new ContactMapper(header.value, types)
      : new EventMapper(header.value, types),
  );
}

function readHeader(kind: ImportKind, cells: readonly string[]): Result<Header, string> {
  const special = new Map<string, number>();
  const values: ValueColumn[] = [];
  const seen = new Set<string>();
  for (const [index, cell] of cells.entries()) {
    const column = { index, ...splitType(cell) };
    const name = fold(column.name);
    if (name === '') return err(`column ${index + 1} of the header has no name`);
    if (seen.has(name)) return err(`the header has the column ${column.name} twice`);
    seen.add(name);
    const meant = SPECIAL[kind].get(name);
    if (meant === undefined) values.push(column);
    else if (column.type === undefined || column.type === meant) special.set(name, index);
    else return err(`the column ${column.name} cannot be a ${column.type}, it is the item's own`);
  }
  const missing = REQUIRED[kind].find((name) => !special.has(name));
  if (missing !== undefined) return err(`the header has no column ${missing}`);
  return ok({ width: cells.length, special, values });
}

class ContactMapper implements RowMapper {
  private readonly header: Header;
  private readonly columns: readonly Required<ValueColumn>[];
  private declarations: readonly Declaration[];

  constructor(header: Header, types: TypeTable) {
    this.header = header;
    this.columns = header.values.map((column) => ({
      ...column,
      type: column.type ?? types.field(column.name) ?? 'text',
    }));
    this.declarations = header.values.flatMap(({ name, type }) =>
      type === undefined ? [] : [{ kind: 'field', name, type }],
    );
  }

  takeDeclarations(): readonly Declaration[] {
    const { declarations } = this;
    this.declarations = [];
    return declarations;
  }

  map(row: CsvRow): ImportRecord {
    const fault = rowFault(row, this.header.width);
    if (fault !== undefined) return reject(row, '', fault);
    const fields = convertCells(row, this.columns, 'fields');
    if (!fields.ok) return fields.error;
    const value = { ...specialText(row, this.header, 'id'), fields: fields.value };
    return { kind: 'value', line: row.line, value };
  }
}

class EventMapper implements RowMapper {
  private readonly header: Header;
  private readonly types: TypeTable;
  /** The columns as each type of event sees them: one name may have a type of its own in each. */
  private readonly columnsByEvent = new Map<string, readonly Required<ValueColumn>[]>();
  private readonly declared = new Map<string, Set<string>>();
  private declarations: Declaration[] = [];

  constructor(header: Header, types: TypeTable) {
    this.header = header;
    this.types = types;
  }

  takeDeclarations(): readonly Declaration[] {
    const { declarations } = this;
    this.declarations = [];
    return declarations;
  }

  map(row: CsvRow): ImportRecord {
    const fault = rowFault(row, this.header.width);
    if (fault !== undefined) return reject(row, '', fault);
    const event = row.cells[this.header.special.get('event') as number] as string;
    const attributes = convertCells(row, this.columnsOf(event), 'attributes');
    if (!attributes.ok) return attributes.error;
    if (event !== '') this.declare(row, event);
    const time = specialCell(row, this.header, 'time');
    const value = {
      ...specialText(row, this.header, 'contact'),
      ...specialText(row, this.header, 'event'),
      ...(time === '' ? {} : { time: instantCell(time) }),
      ...specialText(row, this.header, 'id'),
      attributes: attributes.value,
    };
    return { kind: 'value', line: row.line, value };
  }

  private columnsOf(event: string): readonly Required<ValueColumn>[] {
    let columns = this.columnsByEvent.get(event);
    if (columns === undefined) {
      columns = this.header.values.map((column) => ({
        ...column,
        type: column.type ?? this.types.attribute(event, column.name) ?? 'text',
      }));
      this.columnsByEvent.set(event, columns);
    }
    return columns;
  }

  /** Declares a typed column for a type of event at its first value, so never for a stranger. */
  private declare(row: CsvRow, event: string): void {
    const declared = this.declared.get(event) ?? new Set<string>();
    this.declared.set(event, declared);
    for (const { index, name, type } of this.header.values) {
      if (type === undefined || row.cells[index] === '' || declared.has(name)) continue;
      declared.add(name);
      this.declarations.push({ kind: 'attribute', event, name, type });
    }
  }
}

function rowFault(row: CsvRow, width: number): string | undefined {
  if (!row.isUtf8) return 'the row is not valid UTF-8';
  if (row.cells.length === width) return undefined;
  return `the row has ${row.cells.length} cells, the header ${width}`;
}

function convertCells(
  row: CsvRow,
  columns: readonly Required<ValueColumn>[],
  member: 'fields' | 'attributes',
): Result<Record<string, unknown>, ImportRecord> {
  const entries: [string, unknown][] = [];
  for (const { index, name, type } of columns) {
    const cell = row.cells[index] as string;
    if (cell === '') continue;
    const converted = convertCell(cell, type);
    if (!converted.ok) return err(reject(row, pointer(member, name), converted.error));
    if (converted.value !== undefined) entries.push([name, converted.value]);
  }
  // Unlike an assignment, this makes `__proto__` a key like any other.
  return ok(Object.fromEntries(entries));
}

/** The item's own member of that name, if the file has it; a missing one is Muster's to refuse. */
function specialText(row: CsvRow, header: Header, name: string): Record<string, string> {
  const cell = specialCell(row, header, name);
  return cell === '' ? {} : { [name]: cell };
}

function specialCell(row: CsvRow, header: Header, name: string): string {
  const index = header.special.get(name);
  return index === undefined ? '' : (row.cells[index] as string);
}

function reject({ line }: CsvRow, path: string, message: string): ImportRecord {
  return { kind: 'reject', line, path, message };
}

function pointer(...names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
