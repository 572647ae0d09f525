/**
 * Questions about windows: every form, with edges that fall on day-precision events, on one
 * millisecond, on month ends, on leap days and on clock changes.
 *
 * Questions for an odd number of events are those where few events are near the edge: every single
 * one of them changes the answer.
 */
import type { AskedQuestion } from './question.ts';

const ODD = Array.from({ length: 50 }, (_, half) => 2 * half + 1);

const NOON = '2017-08-01T12:34:56.789Z';
const MIDNIGHT = '2017-08-01T00:00:00Z';

const LAST_QUESTIONS: readonly AskedQuestion[] = [
  {
    // votes have day precision: those of 2 July fall on the excluded edge, those of 1 August are in
    name: 'last days, both edges on day-precision events',
    at: MIDNIGHT,
    rule: { event: 'vote_received', within: { last: 'P30D' }, op: 'gte', value: 5 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t > ms('2017-07-02 00:00:00Z') AND t <= ms('2017-08-01 00:00:00Z')
      GROUP BY contact HAVING count(*) >= 5)`,
  },
  {
    name: 'last day, one millisecond before the edges',
    at: '2017-07-31T23:59:59.999Z',
    rule: { event: 'vote_received', within: { last: 'P1D' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'vote_received'
      AND t > ms('2017-07-30 23:59:59.999Z') AND t <= ms('2017-07-31 23:59:59.999Z')`,
  },
  {
    // hundreds of badges were earned at this very millisecond
    name: 'last second, the moment on many events',
    at: '2014-09-24T20:24:02.460Z',
    rule: { event: 'badge_earned', within: { last: 'PT1S' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'badge_earned'
      AND t > ms('2014-09-24 20:24:01.460Z') AND t <= ms('2014-09-24 20:24:02.460Z')`,
  },
  {
    name: 'last second, the excluded edge on many events',
    at: '2014-09-24T20:24:03.460Z',
    rule: { not: { event: 'badge_earned', within: { last: 'PT1S' }, op: 'eq', value: 0 } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'badge_earned'
      AND t > ms('2014-09-24 20:24:02.460Z') AND t <= ms('2014-09-24 20:24:03.460Z')`,
  },
  {
    name: 'last second, one millisecond earlier',
    at: '2014-09-24T20:24:03.459Z',
    rule: { event: 'badge_earned', within: { last: 'PT1S' }, op: 'gt', value: 0 },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'badge_earned'
      AND t BETWEEN ms('2014-09-24 20:24:02.460Z') AND ms('2014-09-24 20:24:03.459Z')`,
  },
  {
    name: 'last weeks and hours',
    at: NOON,
    rule: {
      event: 'comment_posted',
      within: { last: 'P2WT36H' },
      aggregate: 'sum',
      of: 'score',
      op: 'gte',
      value: 5,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'comment_posted'
      AND t > ms('2017-07-17 00:34:56.789Z') AND t <= ms('2017-08-01 12:34:56.789Z')
      GROUP BY contact HAVING sum(score) >= 5)`,
  },
  {
    // a day is 24 h, also over the day of 23: at 2017-03-27T00:30 in Warsaw (22:30Z) it is 22:30Z
    name: 'last day is 24 hours over a clock change',
    at: '2017-03-26T22:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: { event: '*', within: { last: 'P1D' }, op: 'in', value: ODD },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE t > ms('2017-03-25 22:30:00Z') AND t <= ms('2017-03-26 22:30:00Z')
      GROUP BY contact HAVING count(*) % 2 = 1 AND count(*) < 100)`,
  },
  {
    name: 'last three months, clamped to the end of February',
    at: '2017-05-31T00:00:00Z',
    rule: { event: 'vote_received', within: { last: 'P3M' }, op: 'gte', value: 20 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t > ms('2017-02-28 00:00:00Z') AND t <= ms('2017-05-31 00:00:00Z')
      GROUP BY contact HAVING count(*) >= 20)`,
  },
  {
    name: 'last year, from 29 February',
    at: '2016-02-29T00:00:00Z',
    rule: { event: 'vote_received', within: { last: 'P1Y' }, op: 'lt', value: 1 },
    sql: `SELECT count(*) FROM contacts WHERE id NOT IN (SELECT contact FROM events
      WHERE event = 'vote_received'
        AND t > ms('2015-02-28 00:00:00Z') AND t <= ms('2016-02-29 00:00:00Z'))`,
  },
  {
    // 31 March less a month is 29 February, less 2 days 27 February; days first would give 29 February
    name: 'last month and two days, the month taken first',
    at: '2016-03-31T00:00:00Z',
    rule: { event: 'vote_received', within: { last: 'P1M2D' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'vote_received'
      AND t > ms('2016-02-27 00:00:00Z') AND t <= ms('2016-03-31 00:00:00Z')`,
  },
  {
    // years and months are one number: 14 months before 29 February 2016 is 29 December 2014
    name: 'last year and two months as one number of months',
    at: '2016-02-29T12:00:00Z',
    rule: {
      event: 'answer_posted',
      within: { last: 'P1Y2M' },
      aggregate: 'max',
      of: 'score',
      op: 'gt',
      value: 10,
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'answer_posted' AND score > 10
      AND t > ms('2014-12-29 12:00:00Z') AND t <= ms('2016-02-29 12:00:00Z')`,
  },
  {
    // 26 November 02:30 in Warsaw (+1) less a month: 26 October 02:30 came twice, first at 00:30Z
    name: 'last month, to a wall clock that exists twice',
    at: '2014-11-26T01:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: {
      event: 'answer_posted',
      within: { last: 'P1M' },
      op: 'in',
      value: ODD,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'answer_posted'
      AND t > ms('2014-10-26 00:30:00Z') AND t <= ms('2014-11-26 01:30:00Z')
      GROUP BY contact HAVING count(*) % 2 = 1 AND count(*) < 100)`,
  },
  {
    // 12 April 02:30 in New York (-4) less a month: 12 March 02:30 does not exist, so 03:30 (-4)
    name: 'last month, to a wall clock that does not exist',
    at: '2017-04-12T06:30:00Z',
    timezone: 'America/New_York',
    rule: { event: '*', within: { last: 'P1M' }, op: 'between', value: [1, 2] },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE t > ms('2017-03-12 07:30:00Z') AND t <= ms('2017-04-12 06:30:00Z')
      GROUP BY contact HAVING count(*) BETWEEN 1 AND 2)`,
  },
  {
    // 1 April 00:00 in Warsaw (+2) less a month is 1 March 00:00 (+1)
    name: 'last month over a clock change keeps the wall clock',
    at: '2017-03-31T22:00:00Z',
    timezone: 'Europe/Warsaw',
    rule: { event: ['c*', 'b*'], within: { last: 'P1M' }, op: 'in', value: ODD },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE event IN ('comment_posted', 'badge_earned', 'bounty_offered')
      AND t > ms('2017-02-28 23:00:00Z') AND t <= ms('2017-03-31 22:00:00Z')
      GROUP BY contact HAVING count(*) % 2 = 1 AND count(*) < 100)`,
  },
];

const RANGE_QUESTIONS: readonly AskedQuestion[] = [
  {
    name: 'from and to: the first included, the second not',
    at: NOON,
    rule: {
      event: 'vote_received',
      within: { from: '2017-01-01', to: '2017-02-01' },
      op: 'gte',
      value: 10,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t >= ms('2017-01-01 00:00:00Z') AND t < ms('2017-02-01 00:00:00Z')
      GROUP BY contact HAVING count(*) >= 10)`,
  },
  {
    name: 'from one millisecond to the next',
    at: NOON,
    rule: {
      event: '*',
      within: { from: '2014-09-24T20:24:02.460Z', to: '2014-09-24T22:24:02.461+02:00' },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE t = ms('2014-09-24 20:24:02.460Z')`,
  },
  {
    // 12 March in New York is 2017-03-12T05:00Z to 2017-03-13T04:00Z
    name: 'from day to day in New York, a day of 23 hours',
    at: NOON,
    timezone: 'America/New_York',
    rule: { event: 'comment_posted', within: { from: '2017-03-12', to: '2017-03-13' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'comment_posted'
      AND t >= ms('2017-03-12 05:00:00Z') AND t < ms('2017-03-13 04:00:00Z')`,
  },
  {
    name: 'only from, and nothing after the moment counts',
    at: '2017-05-01T00:00:00Z',
    rule: {
      event: 'question_asked',
      within: { from: '2017-04-01' },
      aggregate: 'avg',
      of: 'views',
      op: 'gt',
      value: 100,
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'question_asked'
      AND t BETWEEN ms('2017-04-01 00:00:00Z') AND ms('2017-05-01 00:00:00Z')
      GROUP BY contact HAVING sum(views) > 100 * count(*))`,
  },
  {
    name: 'only to, on day-precision events',
    at: NOON,
    rule: { event: 'vote_received', within: { to: '2011-07-01' }, op: 'gte', value: 2 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t < ms('2011-07-01 00:00:00Z') GROUP BY contact HAVING count(*) >= 2)`,
  },
  {
    name: 'only to, beyond the moment: the moment itself counts',
    at: '2014-09-24T20:24:02.460Z',
    rule: {
      event: 'badge_earned',
      where: { attr: 'class', op: 'eq', value: 'gold' },
      within: { to: { ahead: 'P1Y' } },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'badge_earned' AND class = 'gold'
      AND t <= ms('2014-09-24 20:24:02.460Z')`,
  },
  {
    // 31 May less a month is 30 April, less 2 weeks 17 May
    name: 'from and to relative to the moment',
    at: '2017-05-31T00:00:00Z',
    rule: { event: 'vote_received', within: { from: { ago: 'P1M' }, to: { ago: 'P2W' } } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'vote_received'
      AND t >= ms('2017-04-30 00:00:00Z') AND t < ms('2017-05-17 00:00:00Z')`,
  },
  {
    // today begins at 2017-07-31T22:00Z in Warsaw; "now" is excluded by to
    name: 'from today to now, in Warsaw',
    at: MIDNIGHT,
    timezone: 'Europe/Warsaw',
    rule: { event: '*', within: { from: 'today', to: 'now' } },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE t >= ms('2017-07-31 22:00:00Z') AND t < ms('2017-08-01 00:00:00Z')`,
  },
  {
    name: 'from after to is no time at all',
    at: NOON,
    rule: {
      all: [
        { event: '*', within: { from: '2016-02-01', to: '2016-01-01' }, op: 'eq', value: 0 },
        { event: 'bounty_offered', within: { from: '2016-01-01', to: '2016-02-01' }, op: 'gte' },
      ],
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'bounty_offered'
      AND t >= ms('2016-01-01 00:00:00Z') AND t < ms('2016-02-01 00:00:00Z')`,
  },
];

const CALENDAR_QUESTIONS: readonly AskedQuestion[] = [
  {
    // 06:00Z is 02:00 in New York, whose day began at 04:00Z
    name: 'current day in New York',
    at: '2017-07-31T06:00:00Z',
    timezone: 'America/New_York',
    rule: { event: '*', within: { current: 'day' } },
    sql: `SELECT count(DISTINCT contact) FROM events
      WHERE t BETWEEN ms('2017-07-31 04:00:00Z') AND ms('2017-07-31 06:00:00Z')`,
  },
  {
    // the day of 25 hours: 2016-10-29T22:00Z to 2016-10-30T23:00Z
    name: 'previous day in Warsaw, a day of 25 hours',
    at: '2016-10-31T11:00:00Z',
    timezone: 'Europe/Warsaw',
    rule: { event: 'comment_posted', within: { previous: 'day' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'comment_posted'
      AND t >= ms('2016-10-29 22:00:00Z') AND t < ms('2016-10-30 23:00:00Z')`,
  },
  {
    // 2017-07-30 is a Sunday, the last day of the week from Monday 24 July
    name: 'current week on its Sunday',
    at: '2017-07-30T18:00:00Z',
    rule: { event: 'vote_received', within: { current: 'week' }, op: 'gte', value: 3 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t BETWEEN ms('2017-07-24 00:00:00Z') AND ms('2017-07-30 18:00:00Z')
      GROUP BY contact HAVING count(*) >= 3)`,
  },
  {
    // Monday 30 March 00:00 in Warsaw (+2) is Sunday 22:00Z; the week before began at (+1) 23:00Z
    name: 'previous week in Warsaw, over a clock change',
    at: '2015-03-29T22:00:00Z',
    timezone: 'Europe/Warsaw',
    rule: { event: '*', within: { previous: 'week' }, op: 'in', value: ODD },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE t >= ms('2015-03-22 23:00:00Z') AND t < ms('2015-03-29 22:00:00Z')
      GROUP BY contact HAVING count(*) % 2 = 1 AND count(*) < 100)`,
  },
  {
    // at 03:00Z on 1 August it is still July in New York: from 1 July 04:00Z
    name: 'current month in New York, on its last evening',
    at: '2017-08-01T03:00:00Z',
    timezone: 'America/New_York',
    rule: { event: 'question_asked', within: { current: 'month' } },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'question_asked'
      AND t BETWEEN ms('2017-07-01 04:00:00Z') AND ms('2017-08-01 03:00:00Z')`,
  },
  {
    name: 'previous month, a February of 29 days',
    at: '2016-03-31T12:00:00Z',
    rule: { event: 'vote_received', within: { previous: 'month' }, op: 'gt', value: 10 },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'vote_received'
      AND t >= ms('2016-02-01 00:00:00Z') AND t < ms('2016-03-01 00:00:00Z')
      GROUP BY contact HAVING count(*) > 10)`,
  },
  {
    name: 'current quarter',
    at: NOON,
    rule: {
      event: 'vote_received',
      where: { attr: 'kind', op: 'eq', value: 'accepted' },
      within: { current: 'quarter' },
    },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE event = 'vote_received'
      AND kind = 'accepted' AND t BETWEEN ms('2017-07-01 00:00:00Z') AND ms('2017-08-01 12:34:56.789Z')`,
  },
  {
    // October to December 2015 in New York: from 04:00Z in summer time to 05:00Z in winter time
    name: 'previous quarter in New York',
    at: '2016-01-15T12:00:00Z',
    timezone: 'America/New_York',
    rule: { event: '*', within: { previous: 'quarter' }, op: 'in', value: ODD },
    sql: `SELECT count(*) FROM (SELECT contact FROM events
      WHERE t >= ms('2015-10-01 04:00:00Z') AND t < ms('2016-01-01 05:00:00Z')
      GROUP BY contact HAVING count(*) % 2 = 1 AND count(*) < 100)`,
  },
  {
    // 23:30Z on 31 December is half an hour into 2017 in Warsaw
    name: 'current year in Warsaw, half an hour after New Year',
    at: '2016-12-31T23:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: { any: [{ event: '*', within: { current: 'year' } }, { event: 'bounty_offered' }] },
    sql: `SELECT count(DISTINCT contact) FROM events WHERE t <= ms('2016-12-31 23:30:00Z')
      AND (t >= ms('2016-12-31 23:00:00Z') OR event = 'bounty_offered')`,
  },
  {
    name: 'previous year, and not in the current one',
    at: NOON,
    rule: {
      all: [
        { event: 'comment_posted', within: { previous: 'year' }, op: 'gte', value: 5 },
        { none: [{ event: 'comment_posted', within: { current: 'year' } }] },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE event = 'comment_posted'
      GROUP BY contact
      HAVING count(*) FILTER (t >= ms('2016-01-01 00:00:00Z') AND t < ms('2017-01-01 00:00:00Z')) >= 5
        AND count(*) FILTER (t >= ms('2017-01-01 00:00:00Z')
          AND t <= ms('2017-08-01 12:34:56.789Z')) = 0)`,
  },
];

export const WINDOW_QUESTIONS: readonly AskedQuestion[] = [
  ...LAST_QUESTIONS,
  ...RANGE_QUESTIONS,
  ...CALENDAR_QUESTIONS,
];
