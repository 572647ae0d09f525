/**
 * Questions about references: segments with their own time zones, groups, contacts, channels and
 * samples. `load.ts` says what the segments, groups and channels are.
 */
import type { AskedQuestion } from './question.ts';

const NOON = '2017-08-01T12:34:56.789Z';

export const REFERENCE_QUESTIONS: readonly AskedQuestion[] = [
  {
    // at 23:30Z on 31 July it is 1 August in Warsaw, and still July in New York
    name: 'segment keeps its own time zone',
    at: '2017-07-31T23:30:00Z',
    timezone: 'Europe/Warsaw',
    rule: {
      any: [
        { segment: 'busy-in-new-york-month' },
        { event: 'answer_posted', within: { current: 'month' } },
      ],
    },
    sql: `SELECT count(DISTINCT contact) FROM (
      (SELECT contact FROM events WHERE event = 'comment_posted'
        AND t BETWEEN ms('2017-07-01 04:00:00Z') AND ms('2017-07-31 23:30:00Z')
        GROUP BY contact HAVING count(*) >= 3)
      UNION
      (SELECT contact FROM events WHERE event = 'answer_posted'
        AND t BETWEEN ms('2017-07-31 22:00:00Z') AND ms('2017-07-31 23:30:00Z')))`,
  },
  {
    // in New York the month began at 04:00Z
    name: 'segment of a segment, and its complement',
    at: '2017-07-20T12:00:00Z',
    rule: {
      all: [
        { segment: 'busy-writers' },
        { not: { event: 'question_asked', within: { last: 'P6M' } } },
      ],
    },
    sql: `SELECT count(*) FROM (SELECT contact FROM events WHERE t <= ms('2017-07-20 12:00:00Z')
      GROUP BY contact
      HAVING count(*) FILTER (event = 'comment_posted' AND t >= ms('2017-07-01 04:00:00Z')) >= 3
        AND count(*) FILTER (event = 'answer_posted' AND t > ms('2016-07-20 12:00:00Z')) > 0
        AND count(*) FILTER (event = 'question_asked' AND t > ms('2017-01-20 12:00:00Z')) = 0)`,
  },
  {
    name: 'group, whose unknown ids are nobody',
    at: NOON,
    rule: { all: [{ group: 'pioneers' }, { field: 'country', op: 'exists' }] },
    sql: `SELECT count(*) FROM contacts
      WHERE substr(id, 2)::INTEGER BETWEEN 0 AND 1999 AND country IS NOT NULL`,
  },
  {
    name: 'not in a group',
    at: NOON,
    rule: {
      all: [{ not: { group: 'pioneers' } }, { field: 'reputation', op: 'gte', value: 200 }],
    },
    sql: `SELECT count(*) FROM contacts
      WHERE substr(id, 2)::INTEGER NOT BETWEEN 0 AND 1999 AND reputation >= 200`,
  },
  {
    name: 'contacts by id, case-sensitive, each once',
    at: NOON,
    rule: { contacts: ['u2', 'u101', 'u-1', 'u2', 'U4', 'nobody', 'u140'] },
    sql: `SELECT count(*) FROM contacts WHERE id IN ('u2', 'u101', 'u-1', 'u140')`,
  },
  {
    name: 'no contacts, and those that no default channel reaches',
    at: NOON,
    rule: {
      any: [
        { contacts: [] },
        { reachable: 'email' },
        { reachable: 'sms' },
        { reachable: 'push' },
        { field: 'age', op: 'gte', value: 90 },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE age >= 90`,
  },
  {
    // the channel's month is August in UTC; in New York, as the question asks, it is still July
    name: "reachable by the channel's own rule, in UTC",
    at: '2017-08-01T03:00:00Z',
    timezone: 'America/New_York',
    rule: {
      all: [{ reachable: 'letter' }, { event: 'comment_posted', within: { current: 'month' } }],
    },
    sql: `SELECT count(*) FROM contacts WHERE location IS NOT NULL AND trusted IS DISTINCT FROM false
      AND id NOT IN (SELECT contact FROM events WHERE event = 'comment_posted'
        AND t BETWEEN ms('2017-08-01 00:00:00Z') AND ms('2017-08-01 03:00:00Z'))
      AND id IN (SELECT contact FROM events WHERE event = 'comment_posted'
        AND t BETWEEN ms('2017-07-01 04:00:00Z') AND ms('2017-08-01 03:00:00Z'))`,
  },
  {
    name: 'segment with a channel, each in its own time zone',
    at: '2017-08-01T03:00:00Z',
    rule: { segment: 'busy-by-letter' },
    sql: `SELECT count(*) FROM contacts WHERE location IS NOT NULL AND trusted IS DISTINCT FROM false
      AND id IN (SELECT contact FROM events WHERE event = 'comment_posted'
        AND t BETWEEN ms('2017-07-01 04:00:00Z') AND ms('2017-08-01 03:00:00Z')
        GROUP BY contact HAVING count(*) >= 3
          AND count(*) FILTER (t >= ms('2017-08-01 00:00:00Z')) = 0)`,
  },
  {
    name: 'sample of ten percent',
    at: NOON,
    rule: { sample: { seed: 'spring', from: 0, to: 10 } },
    sql: `SELECT count(*) FROM contacts
      WHERE murmur3(id, murmur3('spring', 0)) * 10000 // 4294967296 < 1000`,
  },
  {
    name: 'sample to two decimals, within a condition',
    at: NOON,
    rule: {
      all: [
        { sample: { seed: 'A/B test', from: 33.33, to: 66.67 } },
        { field: 'returned_at', op: 'exists' },
      ],
    },
    sql: `SELECT count(*) FROM contacts WHERE returned_at IS NOT NULL
      AND murmur3(id, murmur3('A/B test', 0)) * 10000 // 4294967296 BETWEEN 3333 AND 6666`,
  },
];
