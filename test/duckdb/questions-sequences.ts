/**
 * Questions about sequences: with and without gaps, exact and of the calendar, and with a closing
 * `not`. A chain of steps of one kind with an exact gap exists if neighbours in time form one, so
 * that its SQL looks at neighbouring distinct times; elsewhere the SQL joins.
 */
import type { AskedQuestion } from './question.ts';

const NOON = '2017-08-01T12:34:56.789Z';
const MIDNIGHT = '2017-08-01T00:00:00Z';

export const SEQUENCE_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'sequence of one step',
    at: NOON,
    rule: {
      sequence: [{ event: 'bounty_offered', where: { attr: 'amount', op: 'gt', value: 100 } }],
      within: { current: 'year' },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'bounty_offered'
      AND amount > 100 AND t BETWEEN ms('2017-01-01 00:00:00Z') AND ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'sequence of two steps without a gap',
    at: NOON,
    rule: { sequence: [{ event: 'question_asked' }, { event: 'answer_posted' }] },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact
      HAVING min(t) FILTER (event = 'question_asked') < max(t) FILTER (event = 'answer_posted'))`,
  },
  {
    // votes have day precision: those of one day do not follow each other, those of the next day do,
    // exactly 24 hours later
    name: 'sequence is strictly later, and the gap is included',
    at: MIDNIGHT,
    rule: {
      sequence: [{ event: 'vote_received' }, { event: 'vote_received', gap: 'P1D' }],
      within: { last: 'P60D' },
    },
    sql: `SELECT count(DISTINCT contact) FROM (
        SELECT contact, t, lead(t) OVER (PARTITION BY contact ORDER BY t) AS following
        FROM (SELECT DISTINCT contact, t FROM events WHERE event = 'vote_received'
          AND t > ms('2017-06-02 00:00:00Z') AND t <= ms('2017-08-01 00:00:00Z')))
      WHERE following <= t + 86400000`,
  },
  {
    name: 'sequence with a gap one second short of a day',
    at: MIDNIGHT,
    rule: {
      sequence: [{ event: 'vote_received' }, { event: 'vote_received', gap: 'PT86399S' }],
      within: { last: 'P60D' },
    },
    sql: `SELECT count(DISTINCT contact) FROM (
        SELECT contact, t, lead(t) OVER (PARTITION BY contact ORDER BY t) AS following
        FROM (SELECT DISTINCT contact, t FROM events WHERE event = 'vote_received'
          AND t > ms('2017-06-02 00:00:00Z') AND t <= ms('2017-08-01 00:00:00Z')))
      WHERE following <= t + 86399000`,
  },
  {
    name: 'sequence of three steps with gaps',
    at: NOON,
    rule: {
      sequence: [
        { event: 'comment_posted' },
        { event: 'comment_posted', gap: 'PT10M' },
        { event: 'comment_posted', gap: 'PT2M' },
      ],
      within: { last: 'P90D' },
    },
    sql: `SELECT count(DISTINCT contact) FROM (
        SELECT contact, t, lead(t) OVER later AS second, lead(t, 2) OVER later AS third
        FROM (SELECT DISTINCT contact, t FROM events WHERE event = 'comment_posted'
          AND t > ms('2017-05-03 12:34:56.789Z') AND t <= ms('2017-08-01 12:34:56.789Z'))
        WINDOW later AS (PARTITION BY contact ORDER BY t))
      WHERE second - t <= 600000 AND third - second <= 120000`,
  },
  {
    // a run is broken where the next comment is more than an hour later
    name: 'sequence of eight steps',
    at: NOON,
    rule: {
      sequence: [
        { event: 'comment_posted' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
        { event: 'comment_posted', gap: 'PT1H' },
      ],
    },
    sql: `WITH comment AS (SELECT DISTINCT contact, t FROM events WHERE event = 'comment_posted'
        AND t <= ms('2017-08-01 12:34:56.789Z')),
      step AS (SELECT contact, t,
        coalesce(t - lag(t) OVER (PARTITION BY contact ORDER BY t) > 3600000, true) AS breaks
        FROM comment),
      run AS (SELECT contact,
        sum(breaks::INTEGER) OVER (PARTITION BY contact ORDER BY t) AS number FROM step)
      SELECT count(DISTINCT contact) FROM (
        SELECT contact FROM run GROUP BY contact, number HAVING count(*) >= 8)`,
  },
  {
    name: 'sequence with a condition in each step',
    at: NOON,
    rule: {
      sequence: [
        { event: 'question_asked', where: { attr: 'has_accepted', op: 'eq', value: false } },
        { event: 'badge_earned', where: { attr: 'name', op: 'contains', value: 'Question' } },
        { event: 'question_asked', where: { attr: 'score', op: 'gte', value: 5 }, gap: 'P30D' },
      ],
    },
    sql: `WITH seen AS (SELECT * FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z')),
      start AS (SELECT contact, min(t) AS t FROM seen
        WHERE event = 'question_asked' AND NOT has_accepted GROUP BY contact)
      SELECT count(DISTINCT start.contact) FROM start
        JOIN seen AS badge ON badge.contact = start.contact AND badge.t > start.t
          AND badge.event = 'badge_earned' AND contains(badge.name, 'Question')
        JOIN seen AS question ON question.contact = badge.contact AND question.t > badge.t
          AND question.t <= badge.t + 30 * 86400000::BIGINT
          AND question.event = 'question_asked' AND question.score >= 5`,
  },
  {
    // a month after 29, 30 and 31 January is 28 February: DuckDB's INTERVAL clamps in the same way
    name: 'sequence with a calendar gap of a month',
    at: NOON,
    rule: {
      sequence: [
        { event: 'badge_earned', where: { attr: 'name', op: 'eq', value: 'Yearling' } },
        {
          event: 'badge_earned',
          where: { attr: 'name', op: 'eq', value: 'Popular Question' },
          gap: 'P1M',
        },
      ],
    },
    sql: `SELECT count(DISTINCT one.contact) FROM events AS one
      JOIN events AS two ON two.contact = one.contact AND two.t > one.t
        AND two.t <= instant('UTC', wall('UTC', one.t) + INTERVAL 1 MONTH)
      WHERE one.name = 'Yearling' AND two.name = 'Popular Question'
        AND two.t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'sequence with a calendar gap of a year in New York',
    at: NOON,
    timezone: 'America/New_York',
    rule: {
      sequence: [
        {
          event: 'badge_earned',
          where: { attr: 'name', op: 'eq', value: 'SUPPORTER', ignore_case: true },
        },
        { event: 'badge_earned', where: { attr: 'name', op: 'eq', value: 'Yearling' }, gap: 'P1Y' },
      ],
    },
    sql: `SELECT count(DISTINCT one.contact) FROM events AS one
      JOIN events AS two ON two.contact = one.contact AND two.t > one.t AND two.t <= instant(
        'America/New_York', wall('America/New_York', one.t) + INTERVAL 1 YEAR)
      WHERE one.name = 'Supporter' AND two.name = 'Yearling'
        AND two.t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    // midnight UTC is an evening in New York: of the day before, whose month may be shorter
    name: 'sequence of day-precision events with a calendar gap in New York',
    at: NOON,
    timezone: 'America/New_York',
    rule: {
      sequence: [
        { event: 'vote_received', where: { attr: 'kind', op: 'eq', value: 'accepted' } },
        {
          event: 'vote_received',
          where: { attr: 'kind', op: 'eq', value: 'accepted' },
          gap: 'P3M',
        },
      ],
    },
    sql: `SELECT count(DISTINCT one.contact) FROM events AS one
      JOIN events AS two ON two.contact = one.contact AND two.t > one.t AND two.t <= instant(
        'America/New_York', wall('America/New_York', one.t) + INTERVAL 3 MONTH)
      WHERE one.kind = 'accepted' AND two.kind = 'accepted'
        AND two.t <= ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    name: 'sequence of three steps with calendar gaps, in a window',
    at: NOON,
    rule: {
      sequence: [
        { event: 'badge_earned', where: { attr: 'name', op: 'eq', value: 'Yearling' } },
        { event: 'badge_earned', where: { attr: 'name', op: 'eq', value: 'Yearling' }, gap: 'P1Y' },
        { event: 'question_asked', gap: 'P1M1D' },
      ],
      within: { from: '2012-02-29', to: '2016-02-29' },
    },
    sql: `WITH inside AS (SELECT contact, event, name, t, wall('UTC', t) AS day FROM events
        WHERE t >= ms('2012-02-29 00:00:00Z') AND t < ms('2016-02-29 00:00:00Z'))
      SELECT count(DISTINCT one.contact) FROM inside AS one
        JOIN inside AS two ON two.contact = one.contact AND two.t > one.t
          AND two.day <= one.day + INTERVAL 1 YEAR
        JOIN inside AS three ON three.contact = two.contact AND three.t > two.t
          AND three.t <= instant('UTC', two.day + INTERVAL 1 MONTH) + 86400000
      WHERE one.name = 'Yearling' AND two.name = 'Yearling' AND three.event = 'question_asked'`,
  },
  {
    // the end of the wait must have come: questions of the last seven days are left out
    name: 'sequence with a closing not within a gap',
    at: NOON,
    rule: {
      sequence: [
        { event: 'question_asked' },
        { not: { event: ['comment_posted', 'answer_posted'] }, gap: 'P7D' },
      ],
      within: { last: 'P3M' },
    },
    sql: `SELECT count(DISTINCT contact) FROM events AS question WHERE event = 'question_asked'
      AND t > ms('2017-05-01 12:34:56.789Z') AND t <= ms('2017-08-01 12:34:56.789Z')
      AND t + 7 * 86400000 <= ms('2017-08-01 12:34:56.789Z')
      AND NOT EXISTS (SELECT 1 FROM events AS reply
        WHERE reply.contact = question.contact AND reply.event IN ('comment_posted', 'answer_posted')
          AND reply.t > question.t AND reply.t <= question.t + 7 * 86400000)`,
  },
  {
    // the votes that would forbid it may come after the window, up to three days after its last event
    name: 'sequence with a closing not that looks beyond the window',
    at: NOON,
    rule: {
      sequence: [{ event: 'vote_received' }, { not: { event: 'vote_received' }, gap: 'P3D' }],
      within: { from: '2017-06-01', to: '2017-06-11' },
    },
    sql: `SELECT count(DISTINCT contact) FROM (
        SELECT contact, t, lead(t) OVER (PARTITION BY contact ORDER BY t) AS following
        FROM (SELECT DISTINCT contact, t FROM events WHERE event = 'vote_received'))
      WHERE t >= ms('2017-06-01 00:00:00Z') AND t < ms('2017-06-11 00:00:00Z')
        AND (following IS NULL OR following > t + 3 * 86400000)`,
  },
  {
    // a month after 28, 29, 30 and 31 January is 28 February, the moment itself: that is in time
    name: 'sequence with a closing not whose end is the moment',
    at: '2017-02-28T00:00:00Z',
    rule: {
      sequence: [{ event: 'vote_received' }, { not: { event: 'vote_received' }, gap: 'P1M' }],
      within: { from: '2017-01-28', to: '2017-02-10' },
    },
    sql: `SELECT count(*) FROM (SELECT contact, max(t) AS newest FROM events
        WHERE event = 'vote_received' AND t <= ms('2017-02-28 00:00:00Z') GROUP BY contact)
      WHERE newest >= ms('2017-01-28 00:00:00Z') AND newest <= ms('2017-01-31 00:00:00Z')`,
  },
  {
    name: 'sequence with a closing not whose end is one millisecond after the moment',
    at: '2017-02-27T23:59:59.999Z',
    rule: {
      sequence: [{ event: 'vote_received' }, { not: { event: 'vote_received' }, gap: 'P1M' }],
      within: { from: '2017-01-27', to: '2017-02-10' },
    },
    sql: `SELECT count(*) FROM (SELECT contact, t, lead(t) OVER (PARTITION BY contact ORDER BY t) AS next
        FROM (SELECT DISTINCT contact, t FROM events WHERE event = 'vote_received'
          AND t <= ms('2017-02-27 23:59:59.999Z')))
      WHERE t = ms('2017-01-27 00:00:00Z') AND next IS NULL`,
  },
  {
    name: 'sequence with a closing not without a gap, up to the moment',
    at: NOON,
    rule: {
      sequence: [
        { event: 'question_asked' },
        { event: 'comment_posted', gap: 'P1D' },
        { not: { event: '*' } },
      ],
    },
    sql: `WITH seen AS (SELECT contact, event, t FROM events
        WHERE t <= ms('2017-08-01 12:34:56.789Z')),
      newest AS (SELECT contact, max(t) AS t FROM seen GROUP BY contact)
      SELECT count(DISTINCT newest.contact) FROM newest
        JOIN seen AS comment ON comment.contact = newest.contact AND comment.t = newest.t
          AND comment.event = 'comment_posted'
        JOIN seen AS question ON question.contact = comment.contact
          AND question.event = 'question_asked'
          AND question.t < comment.t AND comment.t <= question.t + 86400000`,
  },
  {
    // each chain may end with any later answer; it is enough that one of them was never followed
    name: 'sequence with a closing not without a gap, in a window',
    at: NOON,
    rule: {
      sequence: [
        { event: 'question_asked' },
        { event: 'answer_posted' },
        { not: { event: 'question_asked' } },
      ],
      within: { previous: 'year' },
    },
    sql: `WITH one AS (SELECT contact,
        min(t) FILTER (event = 'question_asked' AND t >= ms('2016-01-01 00:00:00Z')
          AND t < ms('2017-01-01 00:00:00Z')) AS first_question,
        max(t) FILTER (event = 'answer_posted' AND t >= ms('2016-01-01 00:00:00Z')
          AND t < ms('2017-01-01 00:00:00Z')) AS last_answer,
        max(t) FILTER (event = 'question_asked') AS last_question
        FROM events WHERE t <= ms('2017-08-01 12:34:56.789Z') GROUP BY contact)
      SELECT count(*) FROM one WHERE first_question < last_answer AND last_question <= last_answer`,
  },
  {
    name: 'sequence with a closing not within a calendar gap, by prefix',
    at: NOON,
    timezone: 'Europe/Warsaw',
    rule: {
      sequence: [
        { event: 'question*', where: { attr: 'views', op: 'gte', value: 200 } },
        {
          not: { event: 'question*', where: { attr: 'views', op: 'gte', value: 100 } },
          gap: 'P6M',
        },
      ],
    },
    sql: `SELECT count(DISTINCT contact) FROM (
        SELECT contact, t, instant('Europe/Warsaw', wall('Europe/Warsaw', t) + INTERVAL 6 MONTH) AS until
        FROM events WHERE event = 'question_asked' AND views >= 200) AS one
      WHERE until <= ms('2017-08-01 12:34:56.789Z')
        AND NOT EXISTS (SELECT 1 FROM events AS two WHERE two.contact = one.contact
          AND two.event = 'question_asked' AND two.views >= 100 AND two.t > one.t AND two.t <= until)`,
  },
  {
    name: 'not of a sequence takes those without any event',
    at: NOON,
    rule: {
      all: [
        { not: { sequence: [{ event: 'badge_earned' }, { event: 'badge_earned' }] } },
        { field: 'reputation', op: 'gt', value: 1 },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE reputation > 1 AND id NOT IN
      (SELECT contact FROM events WHERE event = 'badge_earned' AND t <= ms('2017-08-01 12:34:56.789Z')
        GROUP BY contact HAVING count(DISTINCT t) >= 2)`,
  },
];
