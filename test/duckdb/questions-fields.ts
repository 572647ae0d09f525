/**
 * Questions about fields: every operator with every type that has it, missing and empty values,
 * Unicode, and dates and instants in time zones.
 */
import type { AskedQuestion } from './question.ts';

const NOON = '2017-08-01T12:34:56.789Z';
const MIDNIGHT = '2017-08-01T00:00:00Z';

const TEXT_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'text eq',
    at: NOON,
    rule: { field: 'location', op: 'eq', value: 'London, United Kingdom' },
    sql: `SELECT count(*) FROM contacts WHERE location = 'London, United Kingdom'`,
  },
  {
    name: 'text neq holds for the missing and for the empty',
    at: NOON,
    rule: { field: 'country', op: 'neq', value: 'India' },
    sql: `SELECT count(*) FROM contacts WHERE country IS DISTINCT FROM 'India'`,
  },
  {
    name: 'text eq ignoring case, the field named in another case',
    at: NOON,
    rule: { field: 'LOCATION', op: 'eq', value: 'MALMÖ, sweden', ignore_case: true },
    sql: `SELECT count(*) FROM contacts WHERE lower(location) = 'malmö, sweden'`,
  },
  {
    name: 'text in, with quotes, a bar and Unicode',
    at: NOON,
    rule: {
      field: 'location',
      op: 'in',
      value: [
        'Berlin, Germany',
        `Perm', Russia`,
        '"Bang"alore (India)',
        'London | Johannesburg',
        'Zürich, Schweiz',
        '神戸',
        '\\location{address}',
        'nowhere at all',
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE location IN ('Berlin, Germany', 'Perm'', Russia',
      '"Bang"alore (India)', 'London | Johannesburg', 'Zürich, Schweiz', '神戸',
      '\\location{address}')`,
  },
  {
    name: 'text not_in ignoring case',
    at: NOON,
    rule: { field: 'country', op: 'not_in', value: ['INDIA', 'germany', 'Uk'], ignore_case: true },
    sql: `SELECT count(*) FROM contacts
      WHERE country IS NULL OR lower(country) NOT IN ('india', 'germany', 'uk')`,
  },
  {
    name: 'text contains, in this case only',
    at: NOON,
    rule: { field: 'location', op: 'contains', value: 'York' },
    sql: `SELECT count(*) FROM contacts WHERE contains(location, 'York')`,
  },
  {
    name: 'text contains any of an array',
    at: NOON,
    rule: { field: 'location', op: 'contains', value: ['ü', 'São ', `'`, '"', '|', '%', '\\'] },
    sql: `SELECT count(*) FROM contacts WHERE contains(location, 'ü') OR contains(location, 'São ')
      OR contains(location, '''') OR contains(location, '"') OR contains(location, '|')
      OR contains(location, '%') OR contains(location, '\\')`,
  },
  {
    // by simple case folding the capital dotted İ folds to itself alone, while lower() makes it an i
    name: 'text contains ignoring case does not take İ for i',
    at: NOON,
    rule: { field: 'location', op: 'contains', value: 'ISTANBUL', ignore_case: true },
    sql: `SELECT count(*) FROM contacts
      WHERE contains(lower(replace(location, 'İ', '#')), 'istanbul')`,
  },
  {
    // ß folds to itself, so that Aachener Straße is not found
    name: 'text contains ignoring case folds Cyrillic and Greek, and not ß to ss',
    at: NOON,
    rule: {
      field: 'location',
      op: 'contains',
      value: ['МОСКВ', 'САНКТ', 'ελλάΔΑ', 'STRASSE', 'ŁÓDŹ', 'ÖSTER'],
      ignore_case: true,
    },
    sql: `SELECT count(*) FROM contacts WHERE contains(lower(location), 'москв')
      OR contains(lower(location), 'санкт') OR contains(lower(location), 'ελλάδα')
      OR contains(lower(location), 'strasse') OR contains(lower(location), 'łódź')
      OR contains(lower(location), 'öster')`,
  },
  {
    name: 'text not_contains any of an array',
    at: NOON,
    rule: { field: 'location', op: 'not_contains', value: ['United', 'USA', ', CA'] },
    sql: `SELECT count(*) FROM contacts WHERE location IS NULL
      OR NOT (contains(location, 'United') OR contains(location, 'USA') OR contains(location, ', CA'))`,
  },
  {
    name: 'text starts_with any of an array',
    at: NOON,
    rule: { field: 'location', op: 'starts_with', value: ['San ', 'St.', 'Los ', 'İ'] },
    sql: `SELECT count(*) FROM contacts WHERE starts_with(location, 'San ')
      OR starts_with(location, 'St.') OR starts_with(location, 'Los ')
      OR starts_with(location, 'İ')`,
  },
  {
    name: 'text ends_with ignoring case',
    at: NOON,
    rule: { field: 'location', op: 'ends_with', value: ['GERMANY', 'uK', 'ía'], ignore_case: true },
    sql: `SELECT count(*) FROM contacts WHERE suffix(lower(location), 'germany')
      OR suffix(lower(location), 'uk') OR suffix(lower(location), 'ía')`,
  },
  {
    // spaces count: the last alternative begins with one
    name: 'text matches alternatives, with an escaped bar',
    at: NOON,
    rule: { field: 'location', op: 'matches', value: '+, CA|New York*|*\\|*| *' },
    sql: `SELECT count(*) FROM contacts
      WHERE regexp_full_match(location, '(?s).+, CA|New York.*|.*\\|.*| .*')`,
  },
  {
    name: 'text matches plus as one character or more, in the middle',
    at: NOON,
    rule: { field: 'location', op: 'matches', value: 'S+o*, Bra+il|Paris+|+\\++' },
    sql: `SELECT count(*) FROM contacts
      WHERE regexp_full_match(location, '(?s)S.+o.*, Bra.+il|Paris.+|.+\\+.+')`,
  },
  {
    name: 'text not_matches ignoring case',
    at: NOON,
    rule: { field: 'location', op: 'not_matches', value: '*UNITED*|*, ??', ignore_case: true },
    sql: `SELECT count(*) FROM contacts WHERE location IS NULL
      OR NOT (contains(lower(location), 'united') OR suffix(lower(location), ', ??'))`,
  },
  {
    name: 'text exists, and an empty text is none',
    at: NOON,
    rule: {
      all: [
        { field: 'location', op: 'exists' },
        { field: 'country', op: 'not_exists' },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE location IS NOT NULL AND country IS NULL`,
  },
];

const NUMBER_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'number gt',
    at: NOON,
    rule: { field: 'reputation', op: 'gt', value: 101 },
    sql: `SELECT count(*) FROM contacts WHERE reputation > 101`,
  },
  {
    name: 'number gte at a common value',
    at: NOON,
    rule: { field: 'reputation', op: 'gte', value: 101 },
    sql: `SELECT count(*) FROM contacts WHERE reputation >= 101`,
  },
  {
    name: 'number lt',
    at: NOON,
    rule: { field: 'age', op: 'lt', value: 28 },
    sql: `SELECT count(*) FROM contacts WHERE age < 28`,
  },
  {
    name: 'number lte of a fraction',
    at: NOON,
    rule: { field: 'approval', op: 'lte', value: 0.75 },
    sql: `SELECT count(*) FROM contacts WHERE approval <= 0.75`,
  },
  {
    name: 'number between, both included',
    at: NOON,
    rule: { field: 'approval', op: 'between', value: [0.5, 0.9] },
    sql: `SELECT count(*) FROM contacts WHERE approval BETWEEN 0.5 AND 0.9`,
  },
  {
    name: 'number between upside down is nobody',
    at: NOON,
    rule: { field: 'reputation', op: 'between', value: [200, 101] },
    sql: `SELECT 0`,
  },
  {
    name: 'number eq minus zero is eq zero',
    at: NOON,
    rule: { field: 'up_votes', op: 'eq', value: -0 },
    sql: `SELECT count(*) FROM contacts WHERE up_votes = 0`,
  },
  {
    name: 'number neq holds for the missing',
    at: NOON,
    rule: { field: 'age', op: 'neq', value: 28 },
    sql: `SELECT count(*) FROM contacts WHERE age IS NULL OR age <> 28`,
  },
  {
    name: 'number in',
    at: NOON,
    rule: { field: 'age', op: 'in', value: [18, 21, 30, 65, -1, 30.5] },
    sql: `SELECT count(*) FROM contacts WHERE age IN (18, 21, 30, 65)`,
  },
  {
    name: 'number not_in holds for the missing',
    at: NOON,
    rule: { field: 'age', op: 'not_in', value: [27, 28, 29] },
    sql: `SELECT count(*) FROM contacts WHERE age IS NULL OR age NOT IN (27, 28, 29)`,
  },
  {
    name: 'number exists and not_exists',
    at: NOON,
    rule: {
      any: [
        {
          all: [
            { field: 'age', op: 'exists' },
            { field: 'approval', op: 'exists' },
          ],
        },
        {
          all: [
            { field: 'age', op: 'not_exists' },
            { field: 'views', op: 'gte', value: 10 },
          ],
        },
      ],
    },
    sql: `SELECT count(*) FROM contacts
      WHERE (age IS NOT NULL AND approval IS NOT NULL) OR (age IS NULL AND views >= 10)`,
  },
];

const BOOLEAN_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'boolean eq',
    at: NOON,
    rule: { field: 'trusted', op: 'eq', value: false },
    sql: `SELECT count(*) FROM contacts WHERE trusted = false`,
  },
  {
    name: 'boolean neq holds for the missing',
    at: NOON,
    rule: { field: 'trusted', op: 'neq', value: false },
    sql: `SELECT count(*) FROM contacts WHERE trusted IS NULL OR trusted`,
  },
  {
    name: 'boolean exists',
    at: NOON,
    rule: { field: 'trusted', op: 'exists' },
    sql: `SELECT count(*) FROM contacts WHERE trusted IS NOT NULL`,
  },
  {
    name: 'boolean not_exists',
    at: NOON,
    rule: { field: 'trusted', op: 'not_exists' },
    sql: `SELECT count(*) FROM contacts WHERE trusted IS NULL`,
  },
];

const LIST_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'list has_any',
    at: NOON,
    rule: { field: 'places', op: 'has_any', value: ['CA', 'NY', 'México', 'München'] },
    sql: `SELECT count(*) FROM contacts
      WHERE list_has_any(places, ['CA', 'NY', 'México', 'München'])`,
  },
  {
    name: 'list has_any ignoring case',
    at: NOON,
    rule: {
      field: 'places',
      op: 'has_any',
      value: ['usa', 'MÜNCHEN', 'bOSTON'],
      ignore_case: true,
    },
    sql: `SELECT count(*) FROM contacts
      WHERE list_has_any([lower(p) FOR p IN places], ['usa', 'münchen', 'boston'])`,
  },
  {
    name: 'list has_all',
    at: NOON,
    rule: { field: 'places', op: 'has_all', value: ['London', 'United Kingdom'] },
    sql: `SELECT count(*) FROM contacts
      WHERE list_contains(places, 'London') AND list_contains(places, 'United Kingdom')`,
  },
  {
    name: 'list has_none holds for the missing and for the empty',
    at: NOON,
    rule: { field: 'places', op: 'has_none', value: ['India', 'Germany', 'United States'] },
    sql: `SELECT count(*) FROM contacts WHERE places IS NULL
      OR NOT list_has_any(places, ['India', 'Germany', 'United States'])`,
  },
  {
    name: 'list exists',
    at: NOON,
    rule: { field: 'places', op: 'exists' },
    sql: `SELECT count(*) FROM contacts WHERE location IS NOT NULL AND trim(location) <> ''`,
  },
  {
    name: 'list not_exists',
    at: NOON,
    rule: {
      all: [
        { field: 'places', op: 'not_exists' },
        { field: 'age', op: 'exists' },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE places IS NULL AND age IS NOT NULL`,
  },
];

const DATE_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'date eq a day',
    at: NOON,
    rule: { field: 'birthday', op: 'eq', value: '1988-02-29' },
    sql: `SELECT count(*) FROM contacts WHERE birthday = DATE '1988-02-29'`,
  },
  {
    // 2017-07-30T02:00Z is still 29 July in New York
    name: 'date eq today, which is another day in New York',
    at: '2017-07-30T02:00:00Z',
    timezone: 'America/New_York',
    rule: { field: 'joined_on', op: 'eq', value: 'today' },
    sql: `SELECT count(*) FROM contacts WHERE joined_on = DATE '2017-07-29'`,
  },
  {
    name: 'date neq holds for the missing',
    at: NOON,
    rule: { field: 'birthday', op: 'neq', value: '1988-02-29' },
    sql: `SELECT count(*) FROM contacts WHERE birthday IS DISTINCT FROM DATE '1988-02-29'`,
  },
  {
    name: 'date in',
    at: NOON,
    rule: { field: 'joined_on', op: 'in', value: ['2016-02-29', '2017-03-26', '2011-06-22'] },
    sql: `SELECT count(*) FROM contacts
      WHERE joined_on IN (DATE '2016-02-29', DATE '2017-03-26', DATE '2011-06-22')`,
  },
  {
    name: 'date not_in holds for the missing',
    at: NOON,
    rule: { field: 'birthday', op: 'not_in', value: ['1988-02-29', '1975-06-01'] },
    sql: `SELECT count(*) FROM contacts
      WHERE birthday IS NULL OR birthday NOT IN (DATE '1988-02-29', DATE '1975-06-01')`,
  },
  {
    name: 'date between, both days included',
    at: NOON,
    rule: { field: 'joined_on', op: 'between', value: ['2016-02-29', '2016-03-31'] },
    sql: `SELECT count(*) FROM contacts
      WHERE joined_on BETWEEN DATE '2016-02-29' AND DATE '2016-03-31'`,
  },
  {
    // 1 July begins at 2016-06-30T22:00Z in Warsaw, so it is before midnight UTC
    name: 'date before an instant, by the start of the day in Warsaw',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: { field: 'joined_on', op: 'before', value: '2016-07-01T00:00:00Z' },
    sql: `SELECT count(*) FROM contacts WHERE joined_on <= DATE '2016-07-01'`,
  },
  {
    // 1 July begins at 2016-07-01T04:00Z in New York, so it is after midnight UTC
    name: 'date after an instant, by the start of the day in New York',
    at: NOON,
    timezone: 'America/New_York',
    rule: { field: 'joined_on', op: 'after', value: '2016-07-01T02:00:00+02:00' },
    sql: `SELECT count(*) FROM contacts WHERE joined_on >= DATE '2016-07-01'`,
  },
  {
    name: 'date after a day is strict',
    at: NOON,
    rule: { field: 'joined_on', op: 'after', value: '2017-07-01' },
    sql: `SELECT count(*) FROM contacts WHERE joined_on > DATE '2017-07-01'`,
  },
  {
    // (2017-07-02T00:00Z, 2017-08-01T00:00Z]: the first edge is out, the second in
    name: 'date within_last, asked at midnight',
    at: MIDNIGHT,
    rule: { field: 'joined_on', op: 'within_last', value: 'P30D' },
    sql: `SELECT count(*) FROM contacts
      WHERE joined_on BETWEEN DATE '2017-07-03' AND DATE '2017-08-01'`,
  },
  {
    // it is 1 April, 00:30 in Warsaw, and 1 March began half an hour before the edge
    name: 'date within_last a month, by the day in Warsaw',
    at: '2016-03-31T22:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: { field: 'joined_on', op: 'within_last', value: 'P1M' },
    sql: `SELECT count(*) FROM contacts
      WHERE joined_on BETWEEN DATE '2016-03-02' AND DATE '2016-04-01'`,
  },
  {
    name: 'date within_next',
    at: MIDNIGHT,
    rule: { field: 'joined_on', op: 'within_next', value: 'P2W' },
    sql: `SELECT count(*) FROM contacts
      WHERE joined_on BETWEEN DATE '2017-08-02' AND DATE '2017-08-15'`,
  },
  {
    name: 'date older_than, the edge included',
    at: '2016-02-29T00:00:00Z',
    rule: { field: 'joined_on', op: 'older_than', value: 'P1Y' },
    sql: `SELECT count(*) FROM contacts WHERE joined_on <= DATE '2015-02-28'`,
  },
  {
    name: 'date anniversary today takes 29 February on 28 February',
    at: '2017-02-28T12:00:00Z',
    rule: { field: 'birthday', op: 'anniversary', value: { from: 0, to: 0 } },
    sql: `SELECT count(*) FROM contacts WHERE strftime(birthday, '%m-%d') IN ('02-28', '02-29')`,
  },
  {
    name: 'date anniversary on 28 February of a leap year leaves 29 February alone',
    at: '2016-02-28T12:00:00Z',
    rule: { field: 'birthday', op: 'anniversary', value: { from: -1, to: 0 } },
    sql: `SELECT count(*) FROM contacts WHERE strftime(birthday, '%m-%d') IN ('02-27', '02-28')`,
  },
  {
    name: 'date anniversary on 1 March after no 29 February',
    at: '2017-03-01T00:00:00Z',
    rule: { field: 'birthday', op: 'anniversary', value: { from: 0, to: 7 } },
    sql: `SELECT count(*) FROM contacts WHERE strftime(birthday, '%m-%d') BETWEEN '03-01' AND '03-08'`,
  },
  {
    // 2016-12-31T23:30Z is 1 January 2017, 00:30 in Warsaw: from 27 December to 8 January
    name: 'date anniversary over New Year, in Warsaw',
    at: '2016-12-31T23:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: { field: 'birthday', op: 'anniversary', value: { from: -5, to: 7 } },
    sql: `SELECT count(*) FROM contacts WHERE strftime(birthday, '%m-%d') >= '12-27'
      OR strftime(birthday, '%m-%d') <= '01-08'`,
  },
  {
    name: 'date anniversary in a month',
    at: NOON,
    rule: { field: 'birthday', op: 'anniversary', value: { month: 2 } },
    sql: `SELECT count(*) FROM contacts WHERE month(birthday) = 2`,
  },
  {
    name: 'date anniversary of a whole year and more is everyone with a date',
    at: NOON,
    rule: { field: 'birthday', op: 'anniversary', value: { from: -366, to: 366 } },
    sql: `SELECT count(*) FROM contacts WHERE birthday IS NOT NULL`,
  },
  {
    name: 'date exists',
    at: NOON,
    rule: { field: 'birthday', op: 'exists' },
    sql: `SELECT count(*) FROM contacts WHERE birthday IS NOT NULL`,
  },
  {
    name: 'date not_exists',
    at: NOON,
    rule: { field: 'birthday', op: 'not_exists' },
    sql: `SELECT count(*) FROM contacts WHERE birthday IS NULL`,
  },
];

const DATETIME_QUESTIONS: readonly AskedQuestion[] = [
  {
    // 26 March 2017 has 23 hours in Warsaw: 2017-03-25T23:00Z to 2017-03-26T22:00Z
    name: 'datetime eq a day of 23 hours',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: { field: 'created_at', op: 'eq', value: '2017-03-26' },
    sql: `SELECT count(*) FROM contacts
      WHERE created_at >= ms('2017-03-25 23:00:00Z') AND created_at < ms('2017-03-26 22:00:00Z')`,
  },
  {
    name: 'datetime eq an instant, in another offset',
    at: NOON,
    rule: {
      any: [
        { field: 'created_at', op: 'eq', value: '2011-06-21T22:10:03.720+02:00' },
        { field: 'created_at', op: 'eq', value: Date.UTC(2011, 5, 21, 20, 12, 21, 223) },
        { field: 'created_at', op: 'eq', value: '2011-06-21T20:11:02.491Z' },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE created_at IN (ms('2011-06-21 20:10:03.720Z'),
      ms('2011-06-21 20:12:21.223Z'), ms('2011-06-21 20:11:02.491Z'))`,
  },
  {
    // it is still 26 August in New York: 2017-08-26T04:00Z to 2017-08-27T04:00Z
    name: 'datetime neq today holds for the missing',
    at: '2017-08-27T02:00:00Z',
    timezone: 'America/New_York',
    rule: {
      all: [
        { field: 'returned_at', op: 'neq', value: 'today' },
        { field: 'views', op: 'gte', value: 1 },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE views >= 1 AND NOT coalesce(
      returned_at >= ms('2017-08-26 04:00:00Z') AND returned_at < ms('2017-08-27 04:00:00Z'), false)`,
  },
  {
    // both bounds are, to the millisecond, when a contact was made
    name: 'datetime between two instants, both included',
    at: NOON,
    rule: {
      field: 'created_at',
      op: 'between',
      value: ['2011-06-21T20:10:03.720Z', '2011-06-21T20:15:31.410Z'],
    },
    sql: `SELECT count(*) FROM contacts WHERE created_at
      BETWEEN ms('2011-06-21 20:10:03.720Z') AND ms('2011-06-21 20:15:31.410Z')`,
  },
  {
    // 26 August begins at 04:00Z in New York
    name: 'datetime between a day and a moment ago',
    at: '2017-08-27T02:00:00Z',
    timezone: 'America/New_York',
    rule: { field: 'last_access_at', op: 'between', value: ['2017-08-26', { ago: 'PT2H' }] },
    sql: `SELECT count(*) FROM contacts WHERE last_access_at
      BETWEEN ms('2017-08-26 04:00:00Z') AND ms('2017-08-27 00:00:00Z')`,
  },
  {
    name: 'datetime before an instant is strict',
    at: NOON,
    rule: { field: 'created_at', op: 'before', value: '2011-06-21T20:15:31.410Z' },
    sql: `SELECT count(*) FROM contacts WHERE created_at < ms('2011-06-21 20:15:31.410Z')`,
  },
  {
    name: 'datetime after now, after the fields of today',
    at: NOON,
    rule: { field: 'last_access_at', op: 'after', value: 'now' },
    sql: `SELECT count(*) FROM contacts WHERE last_access_at > ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    // 31 August 12:34:56.789 less 6 months is 28 February, less 2 days then 26 February
    name: 'datetime after a mixed duration ago: months first, then days',
    at: '2017-08-31T12:34:56.789Z',
    rule: { field: 'returned_at', op: 'after', value: { ago: 'P6M2D' } },
    sql: `SELECT count(*) FROM contacts WHERE returned_at > ms('2017-02-26 12:34:56.789Z')`,
  },
  {
    name: 'datetime before a day ahead',
    at: NOON,
    rule: {
      all: [
        { field: 'last_access_at', op: 'before', value: { ahead: 'P10D' } },
        { field: 'last_access_at', op: 'after', value: 'today' },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE last_access_at > ms('2017-08-01 00:00:00Z')
      AND last_access_at < ms('2017-08-11 12:34:56.789Z')`,
  },
  {
    name: 'datetime within_last hours',
    at: NOON,
    rule: { field: 'last_access_at', op: 'within_last', value: 'PT36H' },
    sql: `SELECT count(*) FROM contacts WHERE last_access_at > ms('2017-07-31 00:34:56.789Z')
      AND last_access_at <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    // 2017-05-31 14:00 in Warsaw (+2) less 3 months: 28 February 14:00, then +1, so 13:00Z
    name: 'datetime within_last three months, over a clock change and a month end',
    at: '2017-05-31T12:00:00Z',
    timezone: 'Europe/Warsaw',
    rule: { field: 'created_at', op: 'within_last', value: 'P3M' },
    sql: `SELECT count(*) FROM contacts WHERE created_at > ms('2017-02-28 13:00:00Z')
      AND created_at <= ms('2017-05-31 12:00:00Z')`,
  },
  {
    name: 'datetime within_next',
    at: NOON,
    rule: { field: 'last_access_at', op: 'within_next', value: 'P1W' },
    sql: `SELECT count(*) FROM contacts WHERE last_access_at > ms('2017-08-01 12:34:56.789Z')
      AND last_access_at <= ms('2017-08-08 12:34:56.789Z')`,
  },
  {
    // 2016-02-13 02:30 in New York (-5) plus one month: 13 March 02:30 does not exist, so 03:30 (-4)
    name: 'datetime within_next a month, to a wall clock that does not exist',
    at: '2016-02-13T07:30:00Z',
    timezone: 'America/New_York',
    rule: { field: 'created_at', op: 'within_next', value: 'P1M' },
    sql: `SELECT count(*) FROM contacts WHERE created_at > ms('2016-02-13 07:30:00Z')
      AND created_at <= ms('2016-03-13 07:30:00Z')`,
  },
  {
    // 500 days earlier, to the millisecond, a contact was made
    name: 'datetime older_than, the edge included',
    at: '2012-11-02T20:15:31.410Z',
    rule: { field: 'created_at', op: 'older_than', value: 'P500D' },
    sql: `SELECT count(*) FROM contacts WHERE created_at <= ms('2011-06-21 20:15:31.410Z')`,
  },
  {
    name: 'datetime older_than a year, from 29 February',
    at: '2016-02-29T15:00:00Z',
    rule: { field: 'returned_at', op: 'older_than', value: 'P1Y' },
    sql: `SELECT count(*) FROM contacts WHERE returned_at <= ms('2015-02-28 15:00:00Z')`,
  },
  {
    // the local day decides; at 2016-12-31T23:30Z it is still 31 December, 18:30 in New York
    name: 'datetime anniversary by the local day, over New Year',
    at: '2016-12-31T23:30:00Z',
    timezone: 'America/New_York',
    rule: { field: 'created_at', op: 'anniversary', value: { from: -1, to: 2 } },
    sql: `SELECT count(*) FROM contacts
      WHERE strftime(wall('America/New_York', created_at), '%m-%d')
        IN ('12-30', '12-31', '01-01', '01-02')`,
  },
  {
    name: 'datetime anniversary in a month of Warsaw',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: { field: 'created_at', op: 'anniversary', value: { month: 7 } },
    sql: `SELECT count(*) FROM contacts WHERE month(wall('Europe/Warsaw', created_at)) = 7`,
  },
  {
    name: 'datetime exists',
    at: NOON,
    rule: { field: 'returned_at', op: 'exists' },
    sql: `SELECT count(*) FROM contacts WHERE returned_at IS NOT NULL`,
  },
  {
    name: 'datetime not_exists',
    at: NOON,
    rule: { field: 'returned_at', op: 'not_exists' },
    sql: `SELECT count(*) FROM contacts WHERE returned_at IS NULL`,
  },
];

const LOGIC_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'all of nothing and none of nothing is everyone',
    at: NOON,
    rule: { all: [{ all: [] }, { none: [] }] },
    sql: `SELECT count(*) FROM contacts`,
  },
  {
    name: 'any of nothing is nobody',
    at: NOON,
    rule: { any: [] },
    sql: `SELECT 0`,
  },
  {
    name: 'a field that nobody has written is missing everywhere',
    at: NOON,
    rule: {
      all: [
        { field: '__proto__', op: 'neq', value: 'x' },
        { none: [{ field: 'never written', op: 'gt', value: 0 }] },
        { field: 'age', op: 'gte', value: 40 },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE age >= 40`,
  },
  {
    name: 'not is two-valued: the complement takes the missing',
    at: NOON,
    rule: { not: { field: 'age', op: 'gte', value: 30 } },
    sql: `SELECT count(*) FROM contacts WHERE age IS NULL OR age < 30`,
  },
  {
    name: 'not of none is any',
    at: NOON,
    rule: {
      not: {
        name: 'neither old nor trusted',
        none: [
          { field: 'age', op: 'gte', value: 50 },
          { field: 'trusted', op: 'eq', value: true },
        ],
      },
    },
    sql: `SELECT count(*) FROM contacts WHERE coalesce(age >= 50, false) OR coalesce(trusted, false)`,
  },
  {
    name: 'groups within groups',
    at: NOON,
    rule: {
      all: [
        {
          any: [
            { field: 'country', op: 'in', value: ['India', 'Germany', 'France'] },
            { all: [{ field: 'age', op: 'lt', value: 30 }, { not: { any: [{ any: [] }] } }] },
          ],
        },
        {
          none: [
            { field: 'reputation', op: 'eq', value: 1 },
            { not: { field: 'returned_at', op: 'exists' } },
          ],
        },
      ],
    },
    sql: `SELECT count(*) FROM contacts
      WHERE (coalesce(country IN ('India', 'Germany', 'France'), false) OR coalesce(age < 30, false))
        AND reputation <> 1 AND returned_at IS NOT NULL`,
  },
];

export const FIELD_QUESTIONS: readonly AskedQuestion[] = [
  ...TEXT_QUESTIONS,
  ...NUMBER_QUESTIONS,
  ...BOOLEAN_QUESTIONS,
  ...LIST_QUESTIONS,
  ...DATE_QUESTIONS,
  ...DATETIME_QUESTIONS,
  ...LOGIC_QUESTIONS,
];
