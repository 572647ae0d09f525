/**
 * How long the sixteen segments of the sample take, each asked again and again of shards in worker
 * threads, and how quickly the sample was written and read back. Prints a table; times are medians
 * with the range from the 1st to the 99th percentile.
 *
 * `--contacts N` (default 20 000), `--events-per-contact N`, `--threads K`, `--seconds S` for each
 * segment, `--json FILE` for the figures, `--smoke` for a run of a moment.
 *
 * With `--world` it is the world of the other benchmarks that is asked: hot segments, cold ad hoc
 * rules, and what these do to each other (`count-world.ts`). Then there are `--contacts N` (default
 * 1 000 000), `--events N` and `--data DIR` (see `world-flags.ts`), `--busy` for a writer of 5 000
 * events/s in the same process, and `--rule-seeds N` seeds of forty rules from `--rule-seed N` on,
 * which is another in each run.
 */
import { parseArgs } from 'node:util';
import { SHOP_DEFAULTS } from '../server/sample/sample-shop.ts';
import { measureShop, SHOP_NOW_MS } from './count-shop.ts';
import { measureWorld } from './count-world.ts';
import { Report } from './report.ts';
import { WORLD_FLAGS, worldOf } from './world-flags.ts';

const { values: flags } = parseArgs({
  options: {
    ...WORLD_FLAGS,
    /** Its default depends on what is counted in. */
    contacts: { type: 'string' },
    world: { type: 'boolean', default: false },
    busy: { type: 'boolean', default: false },
    'rule-seed': { type: 'string', default: String(Date.now() % 2 ** 31) },
    'rule-seeds': { type: 'string', default: '5' },
    'events-per-contact': { type: 'string', default: String(SHOP_DEFAULTS.eventsPerContact) },
    threads: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
  },
});

const threads = Number(flags.threads);
await (flags.world ? countWorld() : countShop());

async function countShop(): Promise<void> {
  const shop = {
    ...SHOP_DEFAULTS,
    nowMs: SHOP_NOW_MS,
    contacts: flags.smoke ? 2000 : Number(flags.contacts ?? SHOP_DEFAULTS.contacts),
    eventsPerContact: flags.smoke ? 10 : Number(flags['events-per-contact']),
  };
  const report = new Report('count', {
    'worker threads': threads,
    seed: shop.seed,
    contacts: shop.contacts,
    'events about': shop.contacts * shop.eventsPerContact,
  });
  await measureShop(report, {
    shop,
    threads,
    seconds: flags.smoke ? 0.001 : Number(flags.seconds),
    warmMs: flags.smoke ? 1 : 200,
  });
  report.write(flags.json);
}

async function countWorld(): Promise<void> {
  const world = worldOf({ ...flags, contacts: flags.contacts ?? WORLD_FLAGS.contacts.default });
  const ruleSeed = Number(flags['rule-seed']);
  const ruleSeeds = flags.smoke ? 1 : Number(flags['rule-seeds']);
  const report = new Report('count', {
    'worker threads': threads,
    seed: world.seed,
    contacts: world.contacts,
    events: world.events,
    writer: flags.busy ? 'busy' : 'idle',
    'rule seed': ruleSeed,
    'rule seeds': ruleSeeds,
  });
  await measureWorld(report, {
    world,
    data: flags.data,
    threads,
    isBusy: flags.busy,
    seconds: flags.smoke ? 0.02 : Number(flags.seconds),
    ruleSeed,
    ruleSeeds,
  });
  report.write(flags.json);
}
