import fc from 'fast-check';
import { unpackMultiple } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { Row, RowFormat } from '../../engine/row.ts';
import { csvHeader } from '../../engine/row-csv.ts';
import { RowEncoder } from '../../engine/row-encode.ts';
import { msgpackArrayHeader } from '../../engine/row-msgpack.ts';
import type { JsonValue } from '../../engine/value.ts';
import { LIMITS } from '../../server/http/limits.ts';
import { decodeMsgpack } from '../../server/http/msgpack-decode.ts';

const encode = (format: RowFormat, rows: readonly Row[]) => {
  const encoder = new RowEncoder(format);
  for (const row of rows) encoder.add(row);
  return encoder.finish();
};
const text = (format: RowFormat, rows: readonly Row[]) =>
  Buffer.from(encode(format, rows).bytes).toString();

const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ minLength: 1, maxLength: 300 }),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@a',
    '\tx',
    '\rx',
    '"',
    ',',
    'a\r\nb',
    'a|b\\c',
    '__proto__',
  ),
);
const anyValue: fc.Arbitrary<JsonValue | undefined> = fc.oneof(
  fc.constant(undefined),
  anyText,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.nat(0xffff_ffff),
  fc.boolean(),
  fc.array(anyText, { minLength: 1, maxLength: 20 }),
);
const ordinal = fc.nat(0xffff_ffff);
const names = fc.uniqueArray(anyText, { maxLength: 20 });
const rowsOf = (fields: readonly string[]) =>
  fc.array(
    fc.tuple(ordinal, anyText, fc.array(anyValue, { minLength: 20, maxLength: 20 })).map(
      ([at, id, values]): Row => ({
        ordinal: at,
        id,
        fields: fields.map((name, index) => [name, values[index]] as const),
      }),
    ),
    { maxLength: 20 },
  );
const table = names.chain((fields) => fc.tuple(fc.constant(fields), rowsOf(fields)));

/** The same row as a plain object. */
function plainRow(row: Row) {
  const present = row.fields.filter(([, value]) => value !== undefined);
  return { ordinal: row.ordinal, id: row.id, fields: Object.fromEntries(present) };
}

/** A slow reader of RFC 4180: quoted cells, doubled quotes, CRLF after every record. */
function readCsv(csv: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let index = 0; index < csv.length; ) {
    let cell = '';
    if (csv[index] === '"') {
      index++;
      while (csv[index] !== '"' || csv[index + 1] === '"') {
        if (csv[index] === '"') index++;
        cell += csv[index++];
      }
      index++;
    } else {
      while (!',\r'.includes(csv[index] as string)) {
        expect('"\n').not.toContain(csv[index]);
        cell += csv[index++];
      }
    }
    record.push(cell);
    if (csv[index] === ',') {
      index++;
      continue;
    }
    expect(csv.slice(index, index + 2)).toBe('\r\n');
    index += 2;
    records.push(record);
    record = [];
  }
  return records;
}

function slowCell(value: JsonValue | undefined, safe: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const joined =
    typeof value === 'string'
      ? value
      : value.map((item) => item.split('\\').join('\\\\').split('|').join('\\|')).join('|');
  return safe && '=+-@\t\r\n'.includes(joined[0] as string) ? `'${joined}` : joined;
}

describe('rows as NDJSON', () => {
  it('are JSON objects, one a line', () => {
    const row: Row = {
      ordinal: 1,
      id: 'a',
      fields: [
        ['City', 'Köln "am" Rhein'],
        ['Visits', 3.5],
        ['Nothing', undefined],
        ['Tags', ['x', 'y']],
        ['Member', true],
      ],
    };
    expect(text('ndjson', [row])).toBe(
      '{"ordinal":1,"id":"a","fields":{"City":"Köln \\"am\\" Rhein","Visits":3.5,' +
        '"Tags":["x","y"],"Member":true}}\n',
    );
    expect(text('ndjson', [{ ordinal: 0, id: 'b', fields: [] }])).toBe(
      '{"ordinal":0,"id":"b","fields":{}}\n',
    );
  });

  it('say what JSON.stringify says', () => {
    fc.assert(
      fc.property(table, ([, rows]) => {
        const expected = rows.map((row) => `${stringify(row)}\n`).join('');
        expect(text('ndjson', rows)).toBe(expected);
        for (const line of text('ndjson', rows).split('\n').slice(0, -1)) JSON.parse(line);
      }),
    );
  });
});

/** JSON.stringify puts number-like keys first; rows keep the order that was asked for. */
function stringify(row: Row): string {
  const members = row.fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{"ordinal":${row.ordinal},"id":${JSON.stringify(row.id)},"fields":{${members}}}`;
}

describe.each([
  ['csv', false],
  ['csv-safe', true],
] as const)('rows as %s', (format, safe) => {
  it('are read back as they were, cell by cell', () => {
    fc.assert(
      fc.property(table, ([fields, rows]) => {
        expect(readCsv(csvHeader(fields, safe))).toEqual([
          ['ordinal', 'id', ...fields].map((name) => slowCell(name, safe)),
        ]);
        expect(readCsv(text(format, rows))).toEqual(
          rows.map((row) => [
            String(row.ordinal),
            ...[row.id, ...row.fields.map(([, value]) => value)].map((v) => slowCell(v, safe)),
          ]),
        );
      }),
    );
  });
});

describe('rows as CSV', () => {
  const row: Row = {
    ordinal: 7,
    id: '=cmd()',
    fields: [
      ['n', -5],
      ['list', ['a|b', 'c\\d', 'e']],
      ['none', undefined],
      ['text', '@x, "y"'],
    ],
  };

  it('are defused on demand: texts, never numbers', () => {
    expect(text('csv', [row])).toBe('7,=cmd(),-5,a\\|b|c\\\\d|e,,"@x, ""y"""\r\n');
    expect(text('csv-safe', [row])).toBe('7,\'=cmd(),-5,a\\|b|c\\\\d|e,,"\'@x, ""y"""\r\n');
  });
});

describe('rows as msgpack', () => {
  it('are one array behind the header, read alike by two decoders', () => {
    fc.assert(
      fc.property(table, ([, rows]) => {
        const { bytes } = encode('msgpack', rows);
        const whole = Buffer.concat([msgpackArrayHeader(rows.length), bytes]);
        const expected = rows.map(plainRow);
        expect(decodeMsgpack(whole, LIMITS)).toEqual({ ok: true, value: expected });
        const harmless = rows.every((row) => row.fields.every(([name]) => name !== '__proto__'));
        if (harmless && rows.length > 0) expect(unpackMultiple(bytes)).toEqual(expected);
      }),
    );
  });

  it.each([0, 15, 16, 65_535, 65_536])('have a header for %i of them', (length) => {
    const items = Buffer.alloc(length, 0xc0);
    const decoded = decodeMsgpack(Buffer.concat([msgpackArrayHeader(length), items]), LIMITS);
    expect(decoded).toEqual({ ok: true, value: Array(length).fill(null) });
  });
});

describe.each(['ndjson', 'csv', 'csv-safe', 'msgpack'] as const)('an encoder of %s', (format) => {
  const rows = Array.from(
    { length: 3000 },
    (_, index): Row => ({
      ordinal: index,
      id: `contact ${index} é`,
      fields: [['n', index / 3]],
    }),
  );

  it('gives the same bytes however often it is emptied', () => {
    const encoder = new RowEncoder(format);
    const parts: Uint8Array[] = [];
    for (const [index, row] of rows.entries()) {
      encoder.add(row);
      if (index % 700 === 0) parts.push(encoder.finish().bytes);
    }
    parts.push(encoder.finish().bytes);
    const whole = encode(format, rows);
    expect(whole.rows).toBe(rows.length);
    expect(Buffer.concat(parts).equals(whole.bytes)).toBe(true);
  });

  it('owns its bytes, so that they can be moved to another thread', () => {
    const { bytes } = encode(format, rows.slice(0, 2));
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
    expect(encode(format, [])).toEqual({ rows: 0, bytes: new Uint8Array() });
  });
});
