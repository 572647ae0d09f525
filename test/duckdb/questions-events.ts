/**
 * Questions about events: every aggregate with its operators, `where` on one occurrence, and several
 * types, prefixes and `*` in one condition.
 */
import type { AskedQuestion } from './question.ts';

const NOON = '2017-08-01T12:34:56.789Z';

const COUNT_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'count without an operator is at least one, and nothing after the moment counts',
    at: '2012-06-21T00:00:00Z',
    rule: { event: 'question_asked' },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE event = 'question_asked' AND t <= ms('2012-06-21 00:00:00Z')`,
  },
  {
    name: 'count gte without a value is at least one, the type named in another case',
    at: NOON,
    rule: { event: 'ANSWER_posted', aggregate: 'count', op: 'gte' },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE event = 'answer_posted' AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'count gte',
    at: NOON,
    rule: { event: 'comment_posted', op: 'gte', value: 10 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'comment_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) >= 10)`,
  },
  {
    name: 'count gt, thousands',
    at: NOON,
    rule: { event: '*', op: 'gt', value: 1000 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact HAVING count(*) > 1000)`,
  },
  {
    name: 'count eq 0 is never, at that moment',
    at: '2015-01-01T00:00:00Z',
    rule: { event: '*', op: 'eq', value: 0 },
    sql: `SELECT count(*) FROM contacts WHERE id NOT IN
      (SELECT contact FROM events WHERE t <= ms('2015-01-01 00:00:00Z'))`,
  },
  {
    name: 'count lt holds for those without any event',
    at: NOON,
    rule: { event: 'badge_earned', op: 'lt', value: 2 },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, count(*) AS n FROM events
        WHERE event = 'badge_earned' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE coalesce(n, 0) < 2`,
  },
  {
    name: 'count lte',
    at: NOON,
    rule: { event: 'vote_received', op: 'lte', value: 5 },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, count(*) AS n FROM events
        WHERE event = 'vote_received' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE coalesce(n, 0) <= 5`,
  },
  {
    name: 'count neq',
    at: NOON,
    rule: { event: 'question_asked', op: 'neq', value: 1 },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, count(*) AS n FROM events
        WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE coalesce(n, 0) <> 1`,
  },
  {
    name: 'count in, zero among the values',
    at: NOON,
    rule: { event: 'badge_earned', op: 'in', value: [0, 3, 5] },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, count(*) AS n FROM events
        WHERE event = 'badge_earned' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE coalesce(n, 0) IN (0, 3, 5)`,
  },
  {
    name: 'count not_in',
    at: NOON,
    rule: { event: 'badge_earned', op: 'not_in', value: [0, 1, 2] },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'badge_earned' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) > 2)`,
  },
  {
    name: 'count between',
    at: NOON,
    rule: { event: 'favourited', op: 'between', value: [2, 5] },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'favourited' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) BETWEEN 2 AND 5)`,
  },
  {
    name: 'an event type that nobody has written never happened',
    at: NOON,
    rule: {
      all: [{ event: 'MailOpen', op: 'eq', value: 0 }, { event: ['MailClick', 'bounty_offered'] }],
    },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE event = 'bounty_offered' AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
];

const NUMBER_AGGREGATE_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'sum gte',
    at: NOON,
    rule: {
      event: 'question_asked',
      aggregate: 'sum',
      of: 'score',
      op: 'gte',
      value: 50,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) >= 50)`,
  },
  {
    name: 'sum lt 0',
    at: NOON,
    rule: {
      event: ['question_asked', 'answer_posted'],
      aggregate: 'sum',
      of: 'score',
      op: 'lt',
      value: 0,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event IN ('question_asked', 'answer_posted') AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) < 0)`,
  },
  {
    // nobody's questions, and questions whose scores cancel out, both sum up to 0
    name: 'sum eq 0 holds for those without any event',
    at: NOON,
    rule: { event: 'question_asked', aggregate: 'sum', of: 'score', op: 'eq', value: 0 },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, sum(score) AS s FROM events
        WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE coalesce(s, 0) = 0`,
  },
  {
    name: 'sum of fractions, in exact values',
    at: NOON,
    rule: {
      event: 'answer_posted',
      aggregate: 'sum',
      of: 'rating',
      op: 'in',
      value: [0.25, 1.5, 2.75],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'answer_posted' AND t <= ms('2017-08-01 12:34:56.789Z') AND rating IS NOT NULL
      GROUP BY contact HAVING sum((4 * rating)::BIGINT) IN (1, 6, 11))`,
  },
  {
    name: 'sum neq',
    at: NOON,
    rule: { event: 'bounty_offered', aggregate: 'sum', of: 'amount', op: 'neq', value: 0 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'bounty_offered' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(amount) <> 0)`,
  },
  {
    name: 'sum between of many events',
    at: NOON,
    rule: {
      event: 'comment_posted',
      aggregate: 'sum',
      of: 'score',
      op: 'between',
      value: [100, 1000],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'comment_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) BETWEEN 100 AND 1000)`,
  },
  {
    name: 'sum of a text is 0',
    at: NOON,
    rule: {
      all: [
        {
          event: ['badge_earned', 'answer_posted'],
          aggregate: 'sum',
          of: 'level',
          op: 'gt',
          value: 5,
        },
        { event: 'badge_earned', where: { attr: 'level', op: 'eq', value: 'gold' } },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE id IN (SELECT contact FROM events
        WHERE event = 'answer_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
        GROUP BY contact HAVING sum(level::INTEGER) > 5)
      AND id IN (SELECT contact FROM events WHERE event = 'badge_earned' AND class = 'gold'
        AND t <= ms('2017-08-01 12:34:56.789Z'))`,
  },
  {
    name: 'avg eq, a fraction',
    at: NOON,
    rule: { event: 'answer_posted', aggregate: 'avg', of: 'score', op: 'eq', value: 2.5 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'answer_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING 2 * sum(score) = 5 * count(*))`,
  },
  {
    // the nearest float64 of 10 / 3 is what an average of 10 over 3 events has to be
    name: 'avg eq, rounded once',
    at: NOON,
    rule: { event: 'question_asked', aggregate: 'avg', of: 'score', op: 'eq', value: 10 / 3 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING 3 * sum(score) = 10 * count(*))`,
  },
  {
    name: 'avg gte',
    at: NOON,
    rule: { event: '*', aggregate: 'avg', of: 'score', op: 'gte', value: 4 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE score IS NOT NULL AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) >= 4 * count(*))`,
  },
  {
    name: 'avg lt does not hold for those without any event',
    at: NOON,
    rule: { event: 'comment_posted', aggregate: 'avg', of: 'score', op: 'lt', value: 1 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'comment_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) < count(*))`,
  },
  {
    name: 'avg not_exists: no event with that attribute',
    at: NOON,
    rule: {
      all: [
        { event: 'answer_posted', aggregate: 'avg', of: 'rating', op: 'not_exists' },
        { event: 'answer_posted' },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'answer_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(rating) = 0)`,
  },
  {
    name: 'min lt 0',
    at: NOON,
    rule: { event: 'answer_posted', aggregate: 'min', of: 'score', op: 'lt', value: 0 },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'answer_posted' AND score < 0
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'min neq holds for those without any event',
    at: NOON,
    rule: { event: 'question_asked', aggregate: 'min', of: 'answers', op: 'neq', value: 1 },
    sql: `SELECT count(*) FROM contacts LEFT JOIN (SELECT contact, min(answers) AS least FROM events
        WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
        ON contact = id
      WHERE least IS DISTINCT FROM 1`,
  },
  {
    name: 'min exists',
    at: NOON,
    rule: { event: 'answer_posted', aggregate: 'min', of: 'rating', op: 'exists' },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'answer_posted' AND score > 0
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'max gte',
    at: NOON,
    rule: { event: 'question_asked', aggregate: 'max', of: 'views', op: 'gte', value: 10_000 },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND views >= 10000 AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'max lte',
    at: NOON,
    rule: {
      event: ['answer_posted', 'comment_posted'],
      aggregate: 'max',
      of: 'score',
      op: 'lte',
      value: 0,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event IN ('answer_posted', 'comment_posted') AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING max(score) <= 0)`,
  },
  {
    name: 'max not_in holds for those without any event',
    at: NOON,
    rule: {
      all: [
        { event: 'bounty_offered', aggregate: 'max', of: 'amount', op: 'not_in', value: [50, 100] },
        { event: 'question_asked', op: 'gte', value: 5 },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact,
        max(CASE WHEN event = 'bounty_offered' THEN amount END) AS most
      FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) FILTER (event = 'question_asked') >= 5)
      WHERE most IS NULL OR most NOT IN (50, 100)`,
  },
  {
    name: 'distinct texts',
    at: NOON,
    rule: { event: 'badge_earned', aggregate: 'distinct', of: 'name', op: 'gte', value: 10 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'badge_earned' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(DISTINCT name) >= 10)`,
  },
  {
    name: 'distinct elements of lists',
    at: NOON,
    rule: {
      event: 'question_asked',
      aggregate: 'distinct',
      of: 'words',
      op: 'between',
      value: [5, 8],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM (SELECT contact, unnest(words) AS word FROM events
        WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z'))
      GROUP BY contact HAVING count(DISTINCT word) BETWEEN 5 AND 8)`,
  },
  {
    name: 'distinct booleans',
    at: NOON,
    rule: {
      event: 'question_asked',
      aggregate: 'distinct',
      of: 'has_accepted',
      op: 'eq',
      value: 2,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'question_asked' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING bool_or(has_accepted) AND bool_or(NOT has_accepted))`,
  },
  {
    name: 'distinct dates and instants, none for those without any event',
    at: NOON,
    rule: {
      any: [
        { event: 'bounty_offered', aggregate: 'distinct', of: 'ends_on', op: 'in', value: [2, 3] },
        { event: 'bounty_offered', aggregate: 'distinct', of: 'ends_at', op: 'gt', value: 20 },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'bounty_offered' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(DISTINCT ends_on) IN (2, 3) OR count(DISTINCT ends_at) > 20)`,
  },
  {
    name: 'distinct numbers lt, with the missing left out',
    at: NOON,
    rule: {
      all: [
        { event: '*', aggregate: 'distinct', of: 'score', op: 'lt', value: 3 },
        { event: 'comment_posted', op: 'gte', value: 4 },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(DISTINCT score) < 3
        AND count(*) FILTER (event = 'comment_posted') >= 4)`,
  },
];

const MOMENT_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'first without an operator exists',
    at: '2013-01-01T00:00:00Z',
    rule: { event: 'favourited', aggregate: 'first' },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE event = 'favourited' AND t <= ms('2013-01-01 00:00:00Z')`,
  },
  {
    name: 'first before',
    at: NOON,
    rule: { event: 'answer_posted', aggregate: 'first', op: 'before', value: '2012-01-01' },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'answer_posted'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING min(t) < ms('2012-01-01 00:00:00Z'))`,
  },
  {
    name: 'first after',
    at: NOON,
    rule: { event: 'vote_received', aggregate: 'first', op: 'after', value: '2017-06-01' },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING min(t) > ms('2017-06-01 00:00:00Z'))`,
  },
  {
    name: 'first within_last',
    at: NOON,
    rule: { event: 'badge_earned', aggregate: 'first', op: 'within_last', value: 'P1Y' },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'badge_earned'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING min(t) > ms('2016-08-01 12:34:56.789Z'))`,
  },
  {
    // 31 July in Warsaw is 2017-07-30T22:00Z to 2017-07-31T22:00Z
    name: 'last eq a day of Warsaw',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: { event: '*', aggregate: 'last', op: 'eq', value: '2017-07-31' },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact
      HAVING max(t) >= ms('2017-07-30 22:00:00Z') AND max(t) < ms('2017-07-31 22:00:00Z'))`,
  },
  {
    // the day is 2017-08-01 in UTC
    name: 'last neq today holds for those without any event',
    at: NOON,
    rule: {
      all: [
        { event: 'vote_received', aggregate: 'last', op: 'neq', value: 'today' },
        { field: 'reputation', op: 'gte', value: 1000 },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE reputation >= 1000 AND id NOT IN
      (SELECT contact FROM events WHERE event = 'vote_received'
        AND t >= ms('2017-08-01 00:00:00Z') AND t <= ms('2017-08-01 12:34:56.789Z'))`,
  },
  {
    name: 'last older_than, of those active before',
    at: '2017-08-01T00:00:00Z',
    rule: { event: 'vote_received', aggregate: 'last', op: 'older_than', value: 'P365D' },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t <= ms('2017-08-01 00:00:00Z')
      GROUP BY contact HAVING max(t) <= ms('2016-08-01 00:00:00Z'))`,
  },
  {
    name: 'last between days, the first instant of the second included',
    at: NOON,
    rule: {
      event: 'vote_received',
      aggregate: 'last',
      op: 'between',
      value: ['2017-01-01', '2017-02-01'],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact
      HAVING max(t) BETWEEN ms('2017-01-01 00:00:00Z') AND ms('2017-02-01 00:00:00Z'))`,
  },
  {
    // nothing after the moment counts, so nobody's last event is still to come
    name: 'last within_next is nobody',
    at: '2016-01-01T00:00:00Z',
    rule: { event: '*', aggregate: 'last', op: 'within_next', value: 'P1Y' },
    sql: `SELECT 0`,
  },
  {
    name: 'last not_exists, where it is about some events only',
    at: NOON,
    rule: {
      all: [
        {
          event: 'question_asked',
          where: { attr: 'has_accepted', op: 'eq', value: true },
          aggregate: 'last',
          op: 'not_exists',
        },
        { event: 'question_asked', aggregate: 'last', op: 'exists' },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'question_asked'
      AND t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact HAVING NOT bool_or(has_accepted))`,
  },
  {
    // the week from 28 December to 3 January, by the day in New York
    name: 'first anniversary over New Year, in New York',
    at: '2017-01-01T03:00:00Z',
    timezone: 'America/New_York',
    rule: {
      event: 'question_asked',
      aggregate: 'first',
      op: 'anniversary',
      value: { from: -3, to: 3 },
    },
    sql: `SELECT count(*) FROM (
        SELECT contact, strftime(wall('America/New_York', min(t)), '%m-%d') AS day FROM events
        WHERE event = 'question_asked' AND t <= ms('2017-01-01 03:00:00Z') GROUP BY contact)
      WHERE day >= '12-28' OR day <= '01-03'`,
  },
  {
    name: 'last anniversary in a month',
    at: NOON,
    rule: { event: 'answer_posted', aggregate: 'last', op: 'anniversary', value: { month: 12 } },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'answer_posted'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING month(make_timestamp(max(t) * 1000)) = 12)`,
  },
];

const WHERE_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'where eq a text',
    at: NOON,
    rule: {
      event: 'vote_received',
      where: { attr: 'kind', op: 'eq', value: 'down' },
      op: 'gte',
      value: 3,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'vote_received' AND kind = 'down' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) >= 3)`,
  },
  {
    name: 'where all conditions on the same occurrence',
    at: NOON,
    rule: {
      event: 'question_asked',
      where: {
        all: [
          { attr: 'views', op: 'gte', value: 1000 },
          { attr: 'score', op: 'lte', value: 2 },
          { attr: 'has_accepted', op: 'neq', value: true },
          { none: [{ attr: 'answers', op: 'eq', value: 0 }] },
        ],
      },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND views >= 1000 AND score <= 2 AND NOT has_accepted AND answers <> 0
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'conditions on different occurrences',
    at: NOON,
    rule: {
      all: [
        { event: 'question_asked', where: { attr: 'views', op: 'gt', value: 1000 } },
        { event: 'question_asked', where: { attr: 'score', op: 'lt', value: 2 } },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'question_asked'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING bool_or(views > 1000) AND bool_or(score < 2))`,
  },
  {
    name: 'where with text operators, ignoring case',
    at: NOON,
    rule: {
      event: 'question_asked',
      where: {
        all: [
          { attr: 'title', op: 'contains', value: ['SCHENGEN', 'passport'], ignore_case: true },
          { attr: 'title', op: 'ends_with', value: '?' },
          { not: { attr: 'title', op: 'starts_with', value: ['Can', 'Do', 'Is '] } },
          { attr: 'title', op: 'not_contains', value: 'UK' },
        ],
      },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND (contains(lower(title), 'schengen') OR contains(lower(title), 'passport'))
      AND suffix(title, '?')
      AND NOT (starts_with(title, 'Can') OR starts_with(title, 'Do') OR starts_with(title, 'Is '))
      AND NOT contains(title, 'UK')
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'where with patterns',
    at: NOON,
    rule: {
      event: 'question_asked',
      where: {
        any: [
          { attr: 'title', op: 'matches', value: 'How *from * to +?|What*(+)*' },
          {
            all: [
              { attr: 'title', op: 'not_matches', value: '*?|*.' },
              { attr: 'score', op: 'gt', value: 10 },
            ],
          },
        ],
      },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND (regexp_full_match(title, '(?s)How .*from .* to .+\\?|What.*\\(.+\\).*')
        OR (NOT suffix(title, '?') AND NOT suffix(title, '.') AND score > 10))
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'where in and not_in, and the number of occurrences',
    at: NOON,
    rule: {
      event: 'badge_earned',
      where: {
        all: [
          { attr: 'class', op: 'in', value: ['silver', 'gold'] },
          { attr: 'name', op: 'not_in', value: ['Yearling', 'Notable Question'] },
          { attr: 'tag_based', op: 'eq', value: false },
        ],
      },
      op: 'between',
      value: [2, 4],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'badge_earned'
      AND class <> 'bronze' AND name <> 'Yearling' AND name <> 'Notable Question' AND NOT tag_based
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) BETWEEN 2 AND 4)`,
  },
  {
    name: 'where on lists',
    at: NOON,
    rule: {
      event: 'question_asked',
      where: {
        any: [
          {
            all: [
              { attr: 'words', op: 'has_any', value: ['flight', 'flights', 'airport'] },
              { attr: 'words', op: 'has_none', value: ['transit', 'without'] },
            ],
          },
          { attr: 'words', op: 'has_all', value: ['SCHENGEN', 'Visit'], ignore_case: true },
          { attr: 'words', op: 'not_exists' },
        ],
      },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND t <= ms('2017-08-01 12:34:56.789Z') AND (words IS NULL
        OR (list_has_any(words, ['flight', 'flights', 'airport'])
          AND NOT list_has_any(words, ['transit', 'without']))
        OR (list_contains(words, 'schengen') AND list_contains(words, 'visit')))`,
  },
  {
    name: 'where exists and not_exists of a number',
    at: NOON,
    rule: {
      all: [
        { event: 'answer_posted', where: { attr: 'rating', op: 'exists' } },
        {
          event: 'answer_posted',
          where: { attr: 'rating', op: 'not_exists' },
          op: 'gte',
          value: 2,
        },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'answer_posted'
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) FILTER (score > 0) > 0 AND count(*) FILTER (score <= 0) >= 2)`,
  },
  {
    // a date is the start of that day, which is at 23:00Z of the day before in a Warsaw winter
    name: 'where on a date and on an instant, in Warsaw',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: {
      any: [
        {
          event: 'bounty_offered',
          where: {
            all: [
              { attr: 'ends_on', op: 'after', value: '2013-11-29T00:00:00Z' },
              { attr: 'ends_on', op: 'before', value: '2013-12-23T00:00:00Z' },
              { attr: 'ends_on', op: 'not_in', value: ['2013-12-10', '2013-12-12'] },
            ],
          },
        },
        {
          event: 'bounty_offered',
          where: {
            all: [
              { attr: 'ends_at', op: 'between', value: ['2012-01-01', '2012-03-01T00:00:00Z'] },
              { attr: 'amount', op: 'gte', value: 100 },
            ],
          },
        },
      ],
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'bounty_offered'
      AND ((ends_on BETWEEN DATE '2013-11-30' AND DATE '2013-12-23'
          AND ends_on NOT IN (DATE '2013-12-10', DATE '2013-12-12'))
        OR (ends_at BETWEEN ms('2011-12-31 23:00:00Z') AND ms('2012-03-01 00:00:00Z')
          AND amount >= 100))`,
  },
  {
    name: 'where relative to the moment, with ends still to come',
    at: '2017-02-22T12:00:00Z',
    rule: {
      any: [
        { event: 'bounty_offered', where: { attr: 'ends_at', op: 'within_next', value: 'P7D' } },
        { event: 'bounty_offered', where: { attr: 'ends_on', op: 'within_last', value: 'P10D' } },
        {
          event: 'bounty_offered',
          where: {
            all: [
              { attr: 'ends_at', op: 'older_than', value: 'P5Y' },
              { attr: 'ends_on', op: 'anniversary', value: { from: -60, to: 10 } },
            ],
          },
        },
        { event: 'bounty_offered', where: { attr: 'ends_at', op: 'before', value: '2011-08-01' } },
      ],
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'bounty_offered'
      AND t <= ms('2017-02-22 12:00:00Z')
      AND ((ends_at > ms('2017-02-22 12:00:00Z') AND ends_at <= ms('2017-03-01 12:00:00Z'))
        OR ends_on BETWEEN DATE '2017-02-13' AND DATE '2017-02-22'
        OR (ends_at <= ms('2012-02-22 12:00:00Z') AND (strftime(ends_on, '%m-%d') >= '12-24'
          OR strftime(ends_on, '%m-%d') <= '03-04'))
        OR ends_at < ms('2011-08-01 00:00:00Z'))`,
  },
  {
    name: 'a prefix takes all its types, each with its own attributes',
    at: NOON,
    rule: {
      event: 'B*',
      where: {
        any: [
          { attr: 'amount', op: 'between', value: [150, 300] },
          { attr: 'name', op: 'eq', value: 'Altruist' },
        ],
      },
    },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE ((event = 'bounty_offered' AND amount BETWEEN 150 AND 300)
        OR (event = 'badge_earned' AND name = 'Altruist'))
      AND t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    // the level of an answer is a number, so to a text operator it is missing, and neq holds
    name: 'where on an attribute with two types: the other type counts as without it',
    at: NOON,
    rule: {
      event: ['badge_earned', 'answer_*'],
      where: { attr: 'level', op: 'neq', value: 'bronze' },
      op: 'gte',
      value: 10,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE (event = 'answer_posted' OR (event = 'badge_earned' AND class <> 'bronze'))
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) >= 10)`,
  },
  {
    name: 'where on an attribute that other types of the condition do not have',
    at: NOON,
    rule: {
      event: '*',
      where: {
        all: [{ attr: 'score', op: 'not_exists' }, { not: { attr: 'kind', op: 'exists' } }],
      },
      op: 'gte',
      value: 15,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event IN ('badge_earned', 'favourited', 'bounty_offered')
      AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) >= 15)`,
  },
  {
    name: 'overlapping types count an event once',
    at: NOON,
    rule: { event: ['comment_posted', 'comment*', 'COMMENT_POSTED'], op: 'eq', value: 3 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event = 'comment_posted' AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING count(*) = 3)`,
  },
];

export const EVENT_QUESTIONS: readonly AskedQuestion[] = [
  ...COUNT_QUESTIONS,
  ...NUMBER_AGGREGATE_QUESTIONS,
  ...MOMENT_QUESTIONS,
  ...WHERE_QUESTIONS,
];
