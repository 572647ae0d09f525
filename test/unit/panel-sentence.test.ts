/** Rules in words: what each is called in both languages, and that nothing but words is ever said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CHANNELS } from '../../engine/index.ts';
import { complement } from '../../server/panel/rule/complement.ts';
import {
  type Aggregate,
  type Draft,
  type DraftLeaf,
  type LeafKind,
  newGroup,
  newLeaf,
} from '../../server/panel/rule/draft.ts';
import { readRule, writeRule } from '../../server/panel/rule/draft-json.ts';
import {
  DURATION_UNITS,
  type DurationUnit,
  formatDuration,
  parseDuration,
} from '../../server/panel/rule/duration-text.ts';
import { OPERATORS, type ValueType } from '../../server/panel/rule/operators.ts';
import {
  aggregateLabel,
  conditionPhrase,
  nodeClause,
  operatorLabel,
  sentence,
} from '../../server/panel/rule/sentence.ts';
import { durationWords, eventLabel, fieldLabel } from '../../server/panel/rule/value-words.ts';
import type { Words } from '../../server/panel/rule/words.ts';
import { formats } from '../../server/panel/text/formats.ts';
import { LANGUAGES, type Language, texts } from '../../server/panel/text/text.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-segments.ts';
import { oracleSubject } from '../fuzz/fuzz-oracle-subject.ts';
import { settingArbitrary } from '../fuzz/fuzz-plan.ts';
import { queryArbitrary } from '../fuzz/fuzz-rule.ts';
import { runFuzz } from '../fuzz/fuzz-run.ts';
import { ALL_REFERENCES } from '../fuzz/fuzz-world.ts';
import { SAMPLE_SENTENCES, SENTENCE_CASES } from './panel-sentence-cases.ts';

process.env['TZ'] = 'UTC';

function wordsOf(language: Language): Words {
  return {
    t: texts(language).t,
    f: formats(language),
    nameOfSegment: (id) => (id === 'vip' ? 'VIP' : id),
    nameOfGroup: (id) => (id === 'staff' ? 'Our staff' : id),
  };
}

const WORDS = { en: wordsOf('en'), pl: wordsOf('pl') };

function draftOf(rule: unknown): Draft {
  const read = readRule(rule);
  if (!read.ok) throw new Error(`${read.fault.fault} at ${read.fault.path}`);
  return read.draft;
}

/** In English and in Polish, with spaces that can be typed. */
function said(draft: Draft, say = sentence): readonly string[] {
  return LANGUAGES.map((language) => say(draft, WORDS[language]).replaceAll(/\s/g, ' '));
}

describe.each(Object.entries(SENTENCE_CASES))('%s', (_, cases) => {
  it.each(cases)('%j is said: %s', (rule, english, polish) => {
    expect(said(draftOf(rule))).toEqual([english, polish]);
  });
});

describe('a segment of the sample', () => {
  it.each(SHOP_SEGMENTS)('is said in words: $id', ({ id, rule }) => {
    expect(said(draftOf(rule))).toEqual(SAMPLE_SENTENCES[id]);
  });
});

describe('the table', () => {
  const rules = JSON.stringify(
    Object.values(SENTENCE_CASES).flatMap((cases) => cases.map(([rule]) => rule)),
  );

  it.each([
    ...new Set(
      Object.values(OPERATORS)
        .flat()
        .map((op) => `"op":"${op}"`),
    ),
    ...['sum', 'avg', 'min', 'max', 'distinct', 'first', 'last'].map(
      (one) => `"aggregate":"${one}"`,
    ),
    ...['day', 'week', 'month', 'quarter', 'year'].flatMap((unit) => [
      `"within":{"current":"${unit}"}`,
      `"within":{"previous":"${unit}"}`,
    ]),
    ...['last', 'from', 'to'].map((one) => `"within":{"${one}":`),
    ...['segment', 'group', 'contacts', 'reachable', 'sample', 'sequence'].map(
      (one) => `{"${one}":`,
    ),
    ...['all', 'any', 'none', 'not'].map((one) => `{"${one}":`),
  ])('has a rule with %s', (part) => {
    expect(rules).toContain(part);
  });
});

describe('a condition that is not whole yet', () => {
  it.each<readonly [LeafKind, object, string, string]>([
    [
      'field',
      {},
      'Contacts for whom a field is not chosen yet.',
      'Kontakty, u których pole nie jest jeszcze wybrane.',
    ],
    [
      'field',
      { field: 'city' },
      'Contacts whose “city” is ….',
      'Kontakty, u których pole „city” to ….',
    ],
    [
      'field',
      { field: 'city', op: 'in', value: [] },
      'Contacts whose “city” is ….',
      'Kontakty, u których pole „city” to ….',
    ],
    [
      'field',
      { field: 'age', op: 'between' },
      'Contacts whose “age” is between … and ….',
      'Kontakty, u których pole „age” wynosi od … do ….',
    ],
    [
      'field',
      { field: 'day', op: 'within_last' },
      'Contacts whose “day” is within the last ….',
      'Kontakty, u których data „day” przypada w ciągu ostatnich ….',
    ],
    [
      'field',
      { field: 'day', op: 'within_last', value: 'soon' },
      'Contacts whose “day” is within “soon”.',
      'Kontakty, u których data „day” przypada w ciągu „soon”.',
    ],
    [
      'field',
      { field: 'day', op: 'before' },
      'Contacts whose “day” is before ….',
      'Kontakty, u których data „day” przypada przed ….',
    ],
    [
      'field',
      { field: 'day', op: 'before', value: { ago: '' } },
      'Contacts whose “day” is earlier than … ago.',
      'Kontakty, u których data „day” przypada wcześniej niż … temu.',
    ],
    [
      'field',
      { field: 'day', op: 'anniversary', value: {} },
      'Contacts whose “day” is ….',
      'Kontakty, u których data „day” przypada ….',
    ],
    [
      'event',
      {},
      'Contacts who did something that is not chosen yet.',
      'Kontakty, u których wystąpiło zdarzenie jeszcze niewybranego rodzaju.',
    ],
    [
      'event',
      { events: ['a'], value: undefined, op: 'gt' },
      'Contacts who did “a” more than … times.',
      'Kontakty, u których zdarzenie „a” wystąpiło więcej niż … razy.',
    ],
    [
      'event',
      { events: ['a'], within: { last: '' } },
      'Contacts who did “a” within the last ….',
      'Kontakty, u których wystąpiło zdarzenie „a” w ciągu ostatnich ….',
    ],
    [
      'event',
      { events: ['a'], within: { from: '' } },
      'Contacts who did “a” since ….',
      'Kontakty, u których wystąpiło zdarzenie „a” od ….',
    ],
    [
      'event',
      { events: ['a'], where: newLeaf('attr') },
      'Contacts who did “a” (where a detail that is not chosen yet).',
      'Kontakty, u których wystąpiło zdarzenie „a” (gdzie jeszcze niewybrany szczegół).',
    ],
    [
      'event',
      { events: [], aggregate: 'sum' },
      'Contacts whose total (not chosen yet) of (not chosen yet) is 1 or more.',
      'Kontakty, u których suma (jeszcze niewybrane) ze zdarzeń jeszcze niewybranego rodzaju wynosi co najmniej 1.',
    ],
    [
      'sequence',
      {},
      'Contacts who did something that is not chosen yet and then did something that is not chosen yet.',
      'Kontakty, u których wystąpiło zdarzenie jeszcze niewybranego rodzaju, a potem wystąpiło zdarzenie jeszcze niewybranego rodzaju.',
    ],
    [
      'sequence',
      { steps: [] },
      'Contacts who did something that is not chosen yet.',
      'Kontakty, u których wystąpiło zdarzenie jeszcze niewybranego rodzaju.',
    ],
    [
      'segment',
      {},
      'Contacts who are in a segment that is not chosen yet.',
      'Kontakty, które są w jeszcze niewybranym segmencie.',
    ],
    [
      'fixed-group',
      {},
      'Contacts who are in a group that is not chosen yet.',
      'Kontakty, które są w jeszcze niewybranej grupie.',
    ],
    [
      'reachable',
      {},
      'Contacts who are reachable by a channel that is not chosen yet.',
      'Kontakty, które są w zasięgu jeszcze niewybranego kanału.',
    ],
  ])('is said as far as it goes: %s %j', (kind, part, english, polish) => {
    const leaf = { ...newLeaf(kind), ...part } as DraftLeaf;
    expect(said(leaf)).toEqual([english, polish]);
  });

  it('is said in any group', () => {
    const draft = newGroup('any', [newLeaf('field'), newLeaf('segment')]);
    expect(said(draft)[0]).toBe(
      'Contacts for whom a field is not chosen yet or who are in a segment that is not chosen yet.',
    );
  });
});

describe('an operator that does not fit', () => {
  it.each([
    [
      { event: 'a', op: 'contains', value: 'b' },
      'Contacts who did “a”, a number of times that contains “b”.',
      'Kontakty, u których zdarzenie „a” wystąpiło, a liczba razy zawiera „b”.',
    ],
    [
      { event: 'a', aggregate: 'sum', of: 'b', op: 'older_than', value: 'P1D' },
      'Contacts whose total “b” of “a” at least 1 day ago.',
      'Kontakty, u których suma „b” ze zdarzeń „a” co najmniej 1 dzień temu.',
    ],
    [
      { event: 'a', aggregate: 'last', op: 'gt', value: 5 },
      'Contacts whose last “a” was at Jan 1, 1970, 12:00 AM.',
      'Kontakty, u których ostatnie zdarzenie „a” wystąpiło w chwili 1 sty 1970, 00:00.',
    ],
  ])('is told all the same, for the server says what is wrong: %j', (rule, english, polish) => {
    expect(said(draftOf(rule))).toEqual([english, polish]);
  });
});

describe('one node', () => {
  it.each([
    [{ field: 'city', op: 'eq', value: 'Kraków' }, '“city” is “Kraków”', 'pole „city” to „Kraków”'],
    [
      { event: 'MailOpen', op: 'gte', value: 2 },
      'opened a mail at least 2 times',
      'zdarzenie „otwarcie maila” wystąpiło co najmniej 2 razy',
    ],
    [{ segment: 'vip' }, 'in the segment “VIP”', 'w segmencie „VIP”'],
    [
      { field: 'created_at', op: 'before', value: 'today' },
      'first seen earlier than today',
      'pierwszy kontakt nastąpił wcześniej niż dziś',
    ],
    [
      { name: 'Buyers', event: 'purchase' },
      'Buyers (did “purchase”)',
      'Buyers (wystąpiło zdarzenie „purchase”)',
    ],
    [{ all: [{ event: 'a' }] }, 'all of these', 'wszystkie z tych warunków'],
    [{ any: [{ event: 'a' }] }, 'any of these', 'dowolny z tych warunków'],
    [{ name: 'Buyers', none: [] }, 'Buyers (none of these)', 'Buyers (żaden z tych warunków)'],
    [{ not: { event: 'a' } }, 'not this', 'nie to'],
  ])('has a phrase of its own: %j', (rule, english, polish) => {
    expect(said(draftOf(rule), conditionPhrase)).toEqual([english, polish]);
  });

  it.each([
    [
      { any: [{ event: 'a' }, { segment: 'vip' }] },
      'who did “a” or who are in the segment “VIP”',
      'u których wystąpiło zdarzenie „a” lub które są w segmencie „VIP”',
    ],
    [
      { none: [{ event: 'a' }, { segment: 'vip' }] },
      'none of this: did “a”; in the segment “VIP”',
      'nic z tego: wystąpiło zdarzenie „a”; w segmencie „VIP”',
    ],
    [{ not: { segment: 'vip' } }, 'not in the segment “VIP”', 'nie w segmencie „VIP”'],
    [
      { not: { field: 'age', op: 'gt', value: 5 } },
      'not: “age” is more than 5',
      'nie: pole „age” wynosi więcej niż 5',
    ],
    [
      { not: { name: 'Old', field: 'age', op: 'gt', value: 5 } },
      'not: Old (“age” is more than 5)',
      'nie: Old (pole „age” wynosi więcej niż 5)',
    ],
    [{ all: [] }, 'everyone', 'każdy kontakt'],
    [{ any: [] }, 'nobody', 'żaden kontakt'],
  ])('is said with all that is in it: %j', (rule, english, polish) => {
    expect(said(draftOf(rule), nodeClause)).toEqual([english, polish]);
  });
});

/** What is no word: parts of the program, and of texts that were not filled in. */
const NO_WORDS = /undefined|\bnull\b|NaN|\[object|\{\{|\}\}|\$t\(|\b(?:rule|segments)\.\w/;

const randomRule = settingArbitrary
  .chain(({ after }) => queryArbitrary(after, ALL_REFERENCES))
  .map(({ rule }): unknown => rule);

describe('a random rule', () => {
  const run = { seed: 20_261_201, numRuns: 600 };

  it('is said in words only', () => {
    fc.assert(
      fc.property(randomRule, (rule) => {
        const draft = draftOf(rule);
        for (const text of [...said(draft), ...said(draft, nodeClause)]) {
          expect(text).not.toMatch(NO_WORDS);
          expect(text).not.toMatch(/ {2}| [,.;)]|\( /);
        }
      }),
      run,
    );
  });

  it('is said in words only while half of it is still missing', () => {
    fc.assert(
      fc.property(randomRule, fc.infiniteStream(fc.boolean()), (rule, isMissing) => {
        const draft = halved(draftOf(rule), () => isMissing.next().value === true);
        for (const text of said(draft)) expect(text).not.toMatch(NO_WORDS);
      }),
      run,
    );
  });

  it('may say something else instead of “not”, which holds for exactly everyone else', async () => {
    let turned = 0;
    const turnAround = (node: Draft): Draft => {
      const inner = insideOut(node, turnAround);
      const opposite = complement(inner);
      if (opposite === undefined) return inner;
      turned += 1;
      return { key: inner.key, kind: 'not', child: opposite };
    };
    const { compared } = await runFuzz({
      seed: 20_261_201,
      worlds: 60,
      rulesPerWorld: 20,
      open: async () => oracleSubject((rule) => writeRule(turnAround(draftOf(rule))).rule),
    });
    expect(compared).toBeGreaterThan(2000);
    expect(turned).toBeGreaterThan(2000);
  });
});

/** A node with something done to all that is in it, `where` too. */
function insideOut(node: Draft, change: (node: Draft) => Draft): Draft {
  switch (node.kind) {
    case 'group':
      return { ...node, children: node.children.map(change) };
    case 'not':
      return { ...node, child: change(node.child) };
    case 'event':
      return node.where === undefined ? node : { ...node, where: change(node.where) };
    case 'sequence': {
      const steps = node.steps.map((step) =>
        step.where === undefined ? step : { ...step, where: change(step.where) },
      );
      return { ...node, steps };
    }
    default:
      return node;
  }
}

/** Without some of what was given. */
function halved(node: Draft, isMissing: () => boolean): Draft {
  const inner = insideOut(node, (child) => halved(child, isMissing));
  if (inner.kind === 'group' || inner.kind === 'not' || !isMissing()) return inner;
  const whole = inner as DraftLeaf;
  const parts = Object.entries(newLeaf(whole.kind)).filter(
    ([key]) => key !== 'key' && key !== 'op',
  );
  const missing = Object.fromEntries(parts.filter(isMissing));
  const { value, ...rest } = whole as DraftLeaf & { readonly value?: unknown };
  return { ...rest, ...(!isMissing() && { value }), ...missing } as Draft;
}

describe('a channel', () => {
  it.each([...DEFAULT_CHANNELS])('is said in words only: %s', (_, rule) => {
    for (const text of said(draftOf(rule))) expect(text).not.toMatch(NO_WORDS);
  });
});

describe('a name', () => {
  it.each(['{{text}}', '$t(common.product)', '$&', '<b>', 'a “b”', 'Łódź 😀'])(
    'is shown as it is: %s',
    (name) => {
      for (const text of said(draftOf({ field: name, op: 'eq', value: name }))) {
        expect(text.split(name).length).toBe(3);
      }
      const named = draftOf({ name, all: [{ event: name, where: { attr: name, op: 'exists' } }] });
      for (const text of said(named)) expect(text.split(name).length).toBe(4);
    },
  );

  it('that everybody has is called by words, however it is spelled', () => {
    expect([fieldLabel('created_at', WORDS.en), fieldLabel('Created_At', WORDS.pl)]).toEqual([
      'first seen',
      'pierwszy kontakt',
    ]);
    expect(fieldLabel('city', WORDS.en)).toBe('city');
    expect([eventLabel('mailopen', WORDS.en), eventLabel('SmsClick', WORDS.pl)]).toEqual([
      'mail opened',
      'kliknięcie w SMS-ie',
    ]);
    expect([eventLabel('Mail*', WORDS.en), eventLabel('*', WORDS.en)]).toEqual([
      'anything that begins with Mail',
      'anything at all',
    ]);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  const words = WORDS[language];

  it.each(Object.entries(OPERATORS))(
    'no two operators of a %s are called the same',
    (type, ops) => {
      const labels = ops.map((op) => operatorLabel(op, type as ValueType, words));
      expect(new Set(labels).size).toBe(ops.length);
      for (const label of labels) expect(label).not.toMatch(NO_WORDS);
    },
  );

  it('no two aggregates are called the same', () => {
    const all: readonly Aggregate[] = [
      'count',
      'sum',
      'avg',
      'min',
      'max',
      'distinct',
      'first',
      'last',
    ];
    expect(new Set(all.map((one) => aggregateLabel(one, words))).size).toBe(all.length);
  });
});

describe('a duration', () => {
  it.each<readonly [string, readonly (readonly [number, DurationUnit])[]]>([
    ['PT90S', [[90, 'second']]],
    ['PT5M', [[5, 'minute']]],
    ['PT2H', [[2, 'hour']]],
    ['P7D', [[7, 'day']]],
    ['P2W', [[2, 'week']]],
    ['P3M', [[3, 'month']]],
    ['P1Y', [[1, 'year']]],
    [
      'P1Y2M3W4DT5H6M7S',
      [
        [1, 'year'],
        [2, 'month'],
        [3, 'week'],
        [4, 'day'],
        [5, 'hour'],
        [6, 'minute'],
        [7, 'second'],
      ],
    ],
    ['P0Y1D', [[1, 'day']]],
  ])('%s has its parts', (iso, parts) => {
    expect(parseDuration(iso)).toEqual(parts.map(([amount, unit]) => ({ amount, unit })));
  });

  it.each([
    '',
    'P',
    'PT',
    'P1',
    '1D',
    'P0D',
    'PT0S',
    'P-1D',
    'P1.5D',
    'p1d',
    'P1DT',
    'P1D ',
    'PT1D',
  ])('%j is none', (iso) => {
    expect(parseDuration(iso)).toBeUndefined();
  });

  it('of one unit is read as it was written', () => {
    for (const unit of DURATION_UNITS) {
      expect(parseDuration(formatDuration(12, unit))).toEqual([{ amount: 12, unit }]);
    }
  });

  it.each([
    ['P1D', ['1 day', '1 dzień'], ['the last day', 'ostatniego dnia']],
    ['P2D', ['2 days', '2 dni'], ['the last 2 days', 'ostatnich 2 dni']],
    ['PT1H', ['1 hour', '1 godzinę'], ['the last hour', 'ostatniej godziny']],
    ['PT22H', ['22 hours', '22 godziny'], ['the last 22 hours', 'ostatnich 22 godzin']],
    ['PT5M', ['5 minutes', '5 minut'], ['the last 5 minutes', 'ostatnich 5 minut']],
    ['P3W', ['3 weeks', '3 tygodnie'], ['the last 3 weeks', 'ostatnich 3 tygodni']],
    ['P12M', ['12 months', '12 miesięcy'], ['the last 12 months', 'ostatnich 12 miesięcy']],
    ['P2Y', ['2 years', '2 lata'], ['the last 2 years', 'ostatnich 2 lat']],
    ['P5Y', ['5 years', '5 lat'], ['the last 5 years', 'ostatnich 5 lat']],
    [
      'PT1000S',
      ['1,000 seconds', '1 000 sekund'],
      ['the last 1,000 seconds', 'ostatnich 1 000 sekund'],
    ],
  ])('%s is declined', (iso, plain, last) => {
    const form = (one: 'plain' | 'last') =>
      LANGUAGES.map((language) => durationWords(iso, one, WORDS[language]).replaceAll(/\s/g, ' '));
    expect([form('plain'), form('last')]).toEqual([plain, last]);
  });
});
