/** Imports into the data of a `Service` in this process. */
import { CliError, describeFailure } from '../cli-error.ts';
import { parseJsonText } from '../http/json-parse.ts';
import { LIMITS } from '../http/limits.ts';
import type { Answer, BulkItem, Service } from '../service.ts';
import type { Declaration, ImportKind, ImportRecord } from './import-record.ts';
import {
  atLines,
  declarationsOf,
  type ImportTarget,
  type ItemRecord,
  partRejects,
  type WriteOutcome,
} from './import-target.ts';
import { TypeTable } from './import-types.ts';

/** The part of Muster that an import uses, which it owns and closes. */
type OwnedService = Pick<
  Service,
  'catalog' | 'declareField' | 'declareAttribute' | 'writeContacts' | 'writeEvents'
> & { close(): Promise<void> };

export function folderTarget(muster: OwnedService): ImportTarget {
  return {
    types: async () => new TypeTable(declarationsOf(await answered(muster.catalog()))),
    declare: async (declaration) => {
      await answered(declare(muster, declaration));
    },
    write: (kind, records) => write(muster, kind, records),
    close: () => muster.close(),
  };
}

function declare(muster: OwnedService, declaration: Declaration): Answer<unknown> {
  const { name, type } = declaration;
  return declaration.kind === 'field'
    ? muster.declareField(name, type)
    : muster.declareAttribute(declaration.event, name, type);
}

async function write(
  muster: OwnedService,
  kind: ImportKind,
  records: readonly ImportRecord[],
): Promise<WriteOutcome> {
  const { items, rejected } = partRejects(records);
  const bulk = items.map(bulkItem);
  const outcome = await answered(
    kind === 'contacts'
      ? muster.writeContacts(bulk, { strict: false })
      : muster.writeEvents(bulk, { strict: false }),
  );
  return { ...outcome, rejected: [...rejected, ...atLines(outcome.rejected, items)] };
}

function bulkItem(record: ItemRecord): BulkItem {
  if (record.kind === 'value') return { parsed: true, json: record.value };
  const json = parseJsonText(record.text, LIMITS);
  if (json.ok) return { parsed: true, json: json.value };
  const { error } = json;
  const message = error.kind === 'invalid' ? error.errors[0]?.message : error.message;
  return { parsed: false, message: message ?? 'not valid JSON' };
}

/** A failure ends the import. */
async function answered<T>(answering: Answer<T>): Promise<T> {
  const answer = await answering;
  if (!answer.ok) throw new CliError(describeFailure(answer.error));
  return answer.value;
}
