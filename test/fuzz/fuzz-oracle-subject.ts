/** A second oracle in the place of an engine: to test what asks, or how a rule may be written otherwise. */
import { Oracle } from '../oracle/oracle.ts';
import type { Subject } from './fuzz-subject.ts';

/** `spoil` changes each rule before it is asked. */
export function oracleSubject(spoil: (rule: unknown) => unknown = (rule) => rule): Subject {
  const oracle = new Oracle();
  return {
    declareField: async (name, type) => oracle.declareField(name, type),
    dropField: async (name) => oracle.dropField(name),
    declareAttribute: async (event, name, type) => oracle.declareAttribute(event, name, type),
    dropAttribute: async (event, name) => oracle.dropAttribute(event, name),
    writeContact: async (item, arrived) => oracle.writeContact(item, arrived),
    writeEvent: async (item, arrived) => oracle.writeEvent(item, arrived),
    deleteContact: async (id) => oracle.deleteContact(id),
    putGroup: async (id, contactIds) => oracle.putGroup(id, contactIds),
    putSegment: async (id, rule, timezone) => oracle.putSegment(id, rule, timezone),
    putChannel: async (name, rule) => oracle.putChannel(name, rule),
    count: async (rule, options) => oracle.members(spoil(rule), options).length,
    members: async (rule, options) => oracle.members(spoil(rule), options),
    close: async () => undefined,
  };
}
