/** Random worlds played to a Muster, and everything that a Muster answers, as plain data. */
import type { JsonValue, Millis } from '../../engine/index.ts';
import type { Muster } from '../../server/muster.ts';
import { bulk, rowsOf, valueOf } from '../contract/muster-session.ts';
import type { FuzzCase } from '../fuzz/fuzz-run.ts';
import type { Step } from '../fuzz/fuzz-step.ts';

/** Does a step; the whole outcome, refusals and positions included. */
export function playStep(step: Step, muster: Muster): Promise<unknown> {
  switch (step.do) {
    case 'declare-field':
      return muster.declareField(step.name, step.type);
    case 'drop-field':
      return muster.dropField(step.name);
    case 'declare-attribute':
      return muster.declareAttribute(step.event, step.name, step.type);
    case 'drop-attribute':
      return muster.dropAttribute(step.event, step.name);
    case 'write-contact':
      return muster.writeContacts(bulk(step.item), { strict: false });
    case 'write-event':
      return muster.writeEvents(bulk(step.item), { strict: false });
    case 'delete-contact':
      return muster.deleteContact(step.id);
    case 'put-group':
      return muster.putGroup(step.id, { contacts: step.contacts });
    case 'put-segment':
      return muster.putSegment(
        step.id,
        {
          name: step.id,
          rule: step.rule,
          ...(step.timezone !== undefined && { timezone: step.timezone }),
        },
        undefined,
      );
    case 'put-channel':
      return muster.putChannel(step.name, step.rule);
  }
}

/** Everything that can be asked of a world that was played, as JSON, in which −0 is 0. */
export async function answersOf(muster: Muster, { plan, queries }: FuzzCase): Promise<unknown> {
  const fields = plan.fields.map(({ name }) => name);
  const questions = [];
  for (const { rule, at, timezone } of queries) {
    const asked = { rule, at: at as Millis, ...(timezone !== undefined && { timezone }) };
    const answer = await valueOf(muster.recipients(asked, { format: 'ndjson', fields }));
    const { count, total } = await valueOf(muster.count(asked, { breakdown: false }));
    questions.push({ rule, count, total, position: answer.position, rows: rowsOf(answer) });
  }
  const contacts = [];
  for (const id of plan.ids) {
    contacts.push(await muster.contact(id, { segments: true, events: 1000 }));
  }
  const segments = await valueOf(muster.segments());
  const definitions = [];
  for (const { id } of segments) definitions.push(await valueOf(muster.segment(id)));
  const answers = {
    position: muster.position(),
    questions,
    contacts,
    segments,
    definitions,
    groups: await valueOf(muster.groups()),
    channels: await valueOf(muster.channels()),
    catalog: ordered(await valueOf(muster.catalog())),
  };
  return JSON.parse(JSON.stringify(answers)) as unknown;
}

type Counted = {
  readonly values: readonly { readonly value: JsonValue; readonly count: number }[];
};

/** Equally common values come in no order that is promised, nor does the cut among them. */
function ordered({ fields, events }: Awaited<ReturnType<typeof catalogOf>>): unknown {
  const counts = <T extends Counted>(part: T) => ({
    ...part,
    values: part.values.map(({ count }) => count),
  });
  return {
    fields: fields.map(counts),
    events: events.map((event) => ({ ...event, attributes: event.attributes.map(counts) })),
  };
}

function catalogOf(muster: Muster) {
  return valueOf(muster.catalog());
}
