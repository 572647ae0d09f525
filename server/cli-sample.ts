/** Loads the bundled sample into fresh data, and shows its segments with their counts. */
import { CliError, describeFailure } from './cli-error.ts';
import { plainTable } from './import/import-report.ts';
import {
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  SHOP_SEGMENTS,
  type ShopOptions,
  shopContacts,
  shopEvents,
} from './sample/sample-shop.ts';
import type { Answer, BulkItem, BulkOutcome, Service } from './service.ts';

type LoadOptions = {
  readonly nowMs: number;
  readonly say: (message: string) => void;
  /** Leaves the rest to the next start. */
  readonly stop: AbortSignal;
};

/**
 * Loads the sample unless the data has segments or contacts of its own. The segments come last,
 * so a load that was broken off is noticed and made good: the sample's items have ids, and what
 * is there already is not counted twice.
 */
export async function loadShop(service: Service, { nowMs, say, stop }: LoadOptions): Promise<void> {
  const options: ShopOptions = { ...SHOP_DEFAULTS, nowMs };
  if (!(await isFresh(service, options))) return;
  say(`loading the sample: ${options.contacts} contacts of a shop and what they did`);
  for (const { name, type } of SHOP_FIELDS) await expectOk(service.declareField(name, type));
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await expectOk(service.declareAttribute(event, name, type));
  }
  const contacts = await writeAll(shopContacts(options), stop, (items) =>
    service.writeContacts(items, { strict: false }),
  );
  const events = await writeAll(shopEvents(options), stop, (items) =>
    service.writeEvents(items, { strict: false }),
  );
  if (stop.aborted) return;
  for (const { id, ...body } of SHOP_SEGMENTS) {
    await expectOk(service.putSegment(id, body, undefined));
  }
  say(`loaded ${contacts} contacts, ${events} events, ${SHOP_SEGMENTS.length} segments`);
}

/** The sample's segments as they are saved now, with their counts at this moment. */
export async function formatShopSegments(service: Service): Promise<string> {
  const table = plainTable(
    ['segment', 'name', 'contacts', 'share'],
    ['left', 'left', 'right', 'right'],
  );
  const ids = new Set(SHOP_SEGMENTS.map(({ id }) => id));
  const { total } = await countEveryone(service);
  for (const { id, name, count } of await expectOk(service.segments())) {
    if (!ids.has(id)) continue;
    table.push([id, name, count, `${((100 * count) / Math.max(total, 1)).toFixed(1)} %`]);
  }
  return `${total} contacts in all, of them in the segments of the sample:\n${table.toString()}`;
}

async function isFresh(service: Service, options: ShopOptions): Promise<boolean> {
  if ((await expectOk(service.segments())).length > 0) return false;
  if ((await countEveryone(service)).total === 0) return true;
  const [first] = shopContacts({ ...options, contacts: 1 }).next().value ?? [];
  if (first === undefined) return false;
  return (await service.contact(first.id, { segments: false, events: 0 })).ok;
}

function countEveryone(service: Service): Promise<{ readonly total: number }> {
  return expectOk(service.count({ rule: { all: [] } }, { breakdown: false }));
}

async function writeAll(
  batches: Iterable<readonly unknown[]>,
  stop: AbortSignal,
  write: (items: readonly BulkItem[]) => Answer<BulkOutcome>,
): Promise<number> {
  let written = 0;
  for (const batch of batches) {
    if (stop.aborted) break;
    const outcome = await writeBatch(batch, write);
    const [rejected] = outcome.rejected;
    if (rejected !== undefined) {
      throw new CliError(`the sample does not load: ${rejected.path} ${rejected.message}`);
    }
    written += batch.length;
  }
  return written;
}

async function writeBatch(
  batch: readonly unknown[],
  write: (items: readonly BulkItem[]) => Answer<BulkOutcome>,
): Promise<BulkOutcome> {
  return expectOk(write(batch.map((json) => ({ parsed: true, json }))));
}

async function expectOk<T>(answering: Answer<T>): Promise<T> {
  const answer = await answering;
  if (!answer.ok) throw new CliError(describeFailure(answer.error));
  return answer.value;
}
