/** Writes of names and types: declaring and dropping fields and attributes. */
import {
  type AttributeRef,
  CREATED_AT,
  err,
  eventNameFault,
  nameFault,
  ok,
  type Result,
  type ValueType,
} from '../engine/index.ts';
import type { WriteBatch, WriterState } from '../storage/index.ts';
import { invalid } from './question.ts';
import type { Failure } from './service.ts';

type Decision = Result<void, Failure>;

const DONE: Decision = ok(undefined);

/** Declares a field. Another type than before is possible while it has no values. */
export async function declareField(
  batch: WriteBatch,
  { schema }: WriterState,
  name: string,
  type: ValueType,
  hasValues: (field: number) => Promise<boolean>,
): Promise<Decision> {
  const wrong = nameFault(name);
  if (wrong !== undefined) return invalid([{ path: '', message: `the name of a field: ${wrong}` }]);
  const known = schema.field(name);
  if (known?.type === type) return DONE;
  if (known !== undefined) {
    if (known.id === CREATED_AT || (await hasValues(known.id))) {
      return typeConflict(`field ${known.name}`, known.type);
    }
    batch.changeSchema({ kind: 'field-dropped', field: known.id });
  }
  const full = schema.fullness('field');
  if (full !== undefined) return err({ kind: 'conflict', message: full });
  batch.note({
    kind: 'field',
    id: name,
    change: 'declared',
    before: known && { type: known.type },
  });
  batch.changeSchema({ kind: 'field-declared', name, type });
  return DONE;
}

export function dropField(batch: WriteBatch, { schema }: WriterState, name: string): Decision {
  const known = schema.field(name);
  if (known === undefined) return err({ kind: 'not-found', message: 'there is no such field' });
  if (known.id === CREATED_AT) {
    return err({ kind: 'conflict', message: `${known.name} is built in` });
  }
  const before = { type: known.type };
  batch.note({ kind: 'field', id: known.name, change: 'deleted', before });
  batch.changeSchema({ kind: 'field-dropped', field: known.id });
  return DONE;
}

/** Declares an attribute, and its event type if that is new. */
export async function declareAttribute(
  batch: WriteBatch,
  { schema }: WriterState,
  event: string,
  name: string,
  type: ValueType,
  hasValues: (event: number, attribute: AttributeRef) => Promise<boolean>,
): Promise<Decision> {
  const eventWrong = eventNameFault(event);
  if (eventWrong !== undefined) {
    return invalid([{ path: '', message: `the event type: ${eventWrong}` }]);
  }
  const wrong = nameFault(name);
  if (wrong !== undefined) {
    return invalid([{ path: '', message: `the name of an attribute: ${wrong}` }]);
  }
  const known = schema.attribute(event, name);
  if (known?.type === type) return DONE;
  const eventType = schema.eventType(event);
  const full = schema.fullness(eventType ?? 'event type');
  if (known === undefined && full !== undefined) {
    return err({ kind: 'conflict', message: full });
  }
  if (eventType === undefined) batch.changeSchema({ kind: 'event-declared', name: event });
  const { id } = eventType ?? (schema.eventType(event) as { id: number });
  if (known !== undefined) {
    if (await hasValues(id, { attribute: known.id, type: known.type })) {
      return typeConflict(`attribute ${known.name}`, known.type);
    }
    batch.changeSchema({ kind: 'attribute-dropped', event: id, attribute: known.id });
  }
  const before = known && { type: known.type };
  batch.note({ kind: 'attribute', event, id: name, change: 'declared', before });
  batch.changeSchema({ kind: 'attribute-declared', event: id, name, type });
  return DONE;
}

export function dropAttribute(
  batch: WriteBatch,
  { schema }: WriterState,
  event: string,
  name: string,
): Decision {
  const type = schema.eventType(event);
  const known = schema.attribute(event, name);
  if (type === undefined || known === undefined) {
    return err({ kind: 'not-found', message: 'there is no such attribute' });
  }
  const before = { type: known.type };
  batch.note({ kind: 'attribute', event: type.name, id: known.name, change: 'deleted', before });
  batch.changeSchema({ kind: 'attribute-dropped', event: type.id, attribute: known.id });
  return DONE;
}

function typeConflict(what: string, type: ValueType): Decision {
  return err({ kind: 'conflict', message: `${what} has values of type ${type}` });
}
