/** What answers look like, for the description of the API and for the tests that hold it to that. */
import { z } from 'zod';
import { VALUE_TYPES } from '../../engine/index.ts';
import { SCOPES } from '../access/access-scope.ts';

const count = z.int().min(0).describe('Contacts');
const at = z.iso.datetime().describe('The moment that the answer is about');
const tookUs = z.int().min(0).describe('Microseconds');
const position = z.int().min(0).describe('Where the write stands in the log; for min_position');
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const fields = z.record(z.string(), value).describe('By name; dates and instants as text');
const issue = z.strictObject({
  path: z.string().describe('A JSON pointer (RFC 6901) into the body'),
  message: z.string(),
});
const eventsFrom = {
  events_from: z.iso
    .datetime()
    .exactOptional()
    .describe('From when on events are kept; only when the question looks further back'),
};
const rule = z.unknown().meta({ id: 'Rule' });

export const written = z.strictObject({ position });

export const bulkWritten = z.strictObject({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(issue.extend({ index: z.int() })),
  position,
});

export const counted = z.strictObject({
  count,
  matched: count.exactOptional().describe('With a channel: the whole, of which count is a part'),
  total: count.describe('All contacts'),
  at,
  took_us: tookUs,
  nodes: z
    .array(
      z.strictObject({
        path: z.string(),
        count,
        without: count.describe('What the whole would be without it'),
      }),
    )
    .exactOptional(),
  ...eventsFrom,
});

const segmentParts = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  timezone: z.string(),
  updated_at: z.iso.datetime(),
  warnings: z.array(issue),
};

export const segmentView = z.strictObject({ ...segmentParts, rule });
export const segmentList = z.strictObject({
  segments: z.array(z.strictObject({ ...segmentParts, count })),
});

const versionParts = {
  version: z.string(),
  name: z.string(),
  description: z.string(),
  rule,
  timezone: z.string(),
  updated_at: z.iso.datetime(),
  by: z.string().exactOptional().describe('The id of an access key'),
};

export const segmentHistory = z.strictObject({ versions: z.array(z.strictObject(versionParts)) });

export const auditList = z.strictObject({
  entries: z.array(
    z.strictObject({
      position,
      at: z.iso.datetime(),
      by: z.string().exactOptional().describe('The id of an access key'),
      kind: z.enum(['segment', 'group', 'channel', 'field', 'attribute']),
      id: z.string(),
      event: z.string().exactOptional(),
      change: z.enum(['put', 'deleted', 'members', 'declared']),
      before: z.unknown().optional(),
      added: z.int().exactOptional(),
      removed: z.int().exactOptional(),
    }),
  ),
  keys: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      scopes: z.array(z.string()),
      created: z.iso.datetime(),
      expires: z.iso.datetime().exactOptional(),
      revoked: z.iso.datetime().exactOptional(),
    }),
  ),
});

const member = z
  .strictObject({ ordinal: z.int().min(0), id: z.string(), fields })
  .meta({ id: 'Contact' });

const contactEvent = z.strictObject({
  event: z.string(),
  time: z.iso.datetime(),
  attributes: fields,
});

export const contactView = z.strictObject({
  ...member.shape,
  segments: z.array(z.string()).exactOptional(),
  events: z.array(contactEvent).exactOptional(),
  ...eventsFrom,
});

export const memberList = z.array(member);

export const preview = z.strictObject({ count, members: z.array(member), ...eventsFrom });

const explainedNode = z
  .strictObject({
    node: z.int(),
    operator: z.string(),
    condition: z.string().exactOptional(),
    access: z.string().exactOptional(),
    is_above: z.literal(true).exactOptional(),
    index: z.string().exactOptional(),
    estimate: z.int().exactOptional(),
    count: count.exactOptional(),
    tested: z.int().exactOptional(),
    time_us: z.int().exactOptional(),
    get children() {
      return z.array(explainedNode).exactOptional();
    },
  })
  .meta({ id: 'PlanNode' });

export const explained = z.strictObject({
  count,
  total: count,
  at,
  took_us: tookUs,
  prepared_us: tookUs.describe('Microseconds of reading what stands from now on'),
  plan: explainedNode,
  contact: z
    .strictObject({
      id: z.string(),
      ordinal: z.int(),
      in: z.boolean(),
      conditions: z.array(
        z.strictObject({
          path: z.string(),
          condition: z.string(),
          in: z.boolean(),
          events_total: z.int().exactOptional(),
          events: z.array(contactEvent).exactOptional(),
        }),
      ),
      since: z.iso.datetime().exactOptional(),
      until: z.iso.datetime().exactOptional(),
      looked_from: z.iso.datetime(),
      looked_until: z.iso.datetime(),
    })
    .exactOptional(),
  ...eventsFrom,
});

export const severalCounted = z.strictObject({
  counts: z
    .array(z.strictObject({ count, matched: count.exactOptional(), at, ...eventsFrom }))
    .describe('In the order of the questions'),
  total: count,
  at: at.describe('The now of questions without a moment of their own'),
  took_us: tookUs,
});

export const overlapped = z.strictObject({
  segments: z.array(z.string()),
  counts: z.array(z.array(count)).describe('Each with each; itself on the diagonal'),
  regions: z.array(z.strictObject({ segments: z.array(z.string()), count })).exactOptional(),
  total: count,
  at,
  ...eventsFrom,
});

const side = z.strictObject({ count, members: z.array(member) });

export const differing = z.strictObject({
  before: count,
  after: count,
  added: side,
  removed: side,
  total: count,
  at,
  ...eventsFrom,
});

export const profiled = z.strictObject({
  count,
  total: count,
  at,
  traits: z.array(
    z.strictObject({
      field: z.string().exactOptional(),
      value: value.exactOptional(),
      event: z.string().exactOptional(),
      count,
      share: z.number(),
      everyone: z.number(),
      lift: z.number(),
    }),
  ),
  ...eventsFrom,
});

export const audienceView = z.strictObject({
  matched: count,
  steps: z.array(
    z.strictObject({
      kind: z.enum(['required', 'refused', 'excluded']),
      name: z.string(),
      path: z.string().exactOptional(),
      segment: z.string().exactOptional(),
      removed: count,
      left: count,
    }),
  ),
  recipients: count,
  total: count,
  at,
  ...eventsFrom,
});

export const groupView = z.strictObject({ id: z.string(), name: z.string(), count });
export const groupList = z.strictObject({ groups: z.array(groupView) });
export const groupWritten = z.strictObject({ position, unknown: z.array(z.string()) });
export const frozen = z.strictObject({ position, count, ...eventsFrom });

export const channelView = z.strictObject({ name: z.string(), rule });
export const channelList = z.strictObject({ channels: z.array(channelView) });

const values = z.array(z.strictObject({ value, count: z.int() }));
const type = z.enum(VALUE_TYPES);

export const catalogView = z.strictObject({
  fields: z.array(z.strictObject({ name: z.string(), type, contacts: count, values })),
  events: z.array(
    z.strictObject({
      type: z.string(),
      events: z.int(),
      contacts: count,
      attributes: z.array(z.strictObject({ name: z.string(), type, events: z.int(), values })),
    }),
  ),
});

export const accessView = z.strictObject({
  keyed: z
    .boolean()
    .describe('Whether there are keys; otherwise everybody on this machine may ask'),
  scopes: z.array(z.enum(SCOPES)),
  key: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      created: z.iso.datetime(),
      expires: z.iso.datetime().exactOptional(),
      max_rows: z
        .int()
        .exactOptional()
        .describe('Rows of events that may be read for one answer, by an estimate'),
    })
    .exactOptional()
    .describe('The one that this was asked with'),
});

export const status = z.strictObject({ status: z.string() });

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(issue),
    ids: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'Problem' });
