/**
 * One shopper: all that a contact's fields and its events must agree on.
 *
 * Invariant: `drawShopper` depends on the options and the number alone, so the stream of contacts
 * and the stream of events each draw it for themselves and need not be in step.
 */
import { busyness, DAY_MS } from './sample-calendar.ts';
import { CATEGORIES, type Product, productsOf, TOPICS } from './sample-goods.ts';
import type { ShopOptions } from './sample-options.ts';
import { PLACES, type Place } from './sample-people.ts';
import { Random, weightedChoices } from './sample-random.ts';

/** Streams of random numbers of one contact. */
export const STREAM = { shopper: 0, fields: 1, events: 2 } as const;

/** How a channel stands with a shopper: mailings go out before `endsMs`. */
export type Channel = {
  readonly address: boolean;
  readonly consent: boolean | undefined;
  readonly endsMs: number;
  /** What happened at `endsMs`. */
  readonly ending: 'none' | 'unsubscribe' | 'complaint' | 'hard-bounce';
};

type Platform = 'ios' | 'android';
type Status = 'Bronze' | 'Silver' | 'Gold' | 'Platinum';

export type Shopper = {
  readonly number: number;
  readonly id: string;
  readonly joinedMs: number;
  /** Nothing is begun after this; `now` for whoever has not lapsed. */
  readonly activeUntilMs: number;
  /** The expected number of events. */
  readonly eventBudget: number;
  /** Share of the episodes in the latest weeks of activity, not spread over all of it. */
  readonly recentShare: number;
  /** Nothing is bought after this. */
  readonly buysUntilMs: number;
  /** Factor on what is spent at a time. */
  readonly wealth: number;
  /** Chances: of opening a mail, of putting into a cart, of buying what is in it. */
  readonly openRate: number;
  readonly cartRate: number;
  readonly buyRate: number;
  readonly mail: Channel;
  readonly sms: Channel;
  readonly push: Channel;
  readonly platform: Platform | undefined;
  readonly member: boolean | undefined;
  readonly status: Status | undefined;
  readonly reader: boolean;
  readonly traveller: boolean;
  readonly banker: boolean;
  readonly topic: string;
  readonly category: string;
  /** The product that keeps being looked at. */
  readonly wanted: Product;
  readonly place: Place;
  /** Days of the last visit to the clinic and of the next booking, for patients. */
  readonly lastVisitMs: number | undefined;
  readonly rebookedMs: number | undefined;
  readonly plan: string | undefined;
  readonly planChange: { readonly timeMs: number; readonly from: string } | undefined;
};

const TENURE_MS = 3 * 365 * DAY_MS;
/** Above 1: the shop grew, so more joined lately. */
const TENURE_SKEW = 1.4;
/** Longer membership means more events, though less than in proportion. */
const TENURE_POWER = 0.7;
/** Of the logarithm of activity: the busiest tenth has about half of all events. */
const ACTIVITY_SIGMA = 1.2;
/** In multiples of the mean; cuts one shopper in some millions. */
const ACTIVITY_MOST = 200;
/** The active third comes back all year round; who is here rarely was here lately. */
const STEADY_FROM = 0.4;
const LAPSED_SHARE = 0.15;
/** Of those who are still about: looking, reading and opening, but no longer buying here. */
const BUYS_ELSEWHERE_SHARE = 0.38;

const TENURE_TRIES = 4;

/** A share (0 to 1) of the longest tenure, before the skew, that joined at a likely moment. */
function drawTenure(random: Random, nowMs: number): { share: number; joinedMs: number } {
  let share = 0;
  let joinedMs = nowMs;
  for (let attempt = 0; attempt < TENURE_TRIES; attempt++) {
    share = random.unit();
    joinedMs = nowMs - Math.floor(TENURE_MS * share ** TENURE_SKEW);
    if (random.chance(busyness(joinedMs))) break;
  }
  return { share, joinedMs };
}

/** Its mean over shoppers is `mean`: both factors have mean 1. */
function eventBudget(mean: number, tenureShare: number, activity: number): number {
  const byTenure = (1 + TENURE_POWER) * tenureShare ** TENURE_POWER;
  const byActivity = Math.exp(ACTIVITY_SIGMA * activity - ACTIVITY_SIGMA ** 2 / 2);
  return mean * Math.min(ACTIVITY_MOST, byTenure * byActivity);
}

const MAIL_ENDINGS = weightedChoices<Channel['ending']>([
  ['none', 88],
  ['unsubscribe', 8],
  ['hard-bounce', 3],
  ['complaint', 1],
]);

function drawConsent(random: Random, agreed: number, missing: number): boolean | undefined {
  const draw = random.unit();
  if (draw < agreed) return true;
  return draw < agreed + missing ? undefined : false;
}

/** Who said no beforehand is never written to; who ends it later mostly has that in the field. */
function drawChannel(
  random: Random,
  address: boolean,
  consent: boolean | undefined,
  ending: Channel['ending'],
  [fromMs, toMs]: readonly [number, number],
): Channel {
  if (!address || consent === false) return { address, consent, endsMs: fromMs, ending: 'none' };
  if (ending === 'none') return { address, consent, endsMs: Number.POSITIVE_INFINITY, ending };
  const endsMs = Math.floor(random.between(fromMs, toMs));
  const toldUs = ending === 'unsubscribe' && random.chance(0.8);
  return { address, consent: toldUs ? false : consent, endsMs, ending };
}

const PLATFORMS = weightedChoices<Platform>([
  ['android', 64],
  ['ios', 36],
]);

/** Who comes often joins the programme sooner. */
function drawMembership(random: Random, activity: number): boolean | undefined {
  const agreed = 0.7 * activity + 0.7 * random.normal() > 0;
  if (agreed) return true;
  return random.chance(0.7) ? false : undefined;
}

/** Gold and Platinum are for those who are active and spend. */
function drawStatus(random: Random, activity: number, spending: number): Status {
  const score = 0.6 * activity + 0.5 * spending + 0.6 * random.normal();
  if (score > 1.4) return 'Platinum';
  if (score > 0.7) return 'Gold';
  return score > 0 ? 'Silver' : 'Bronze';
}

type Health = Pick<Shopper, 'lastVisitMs' | 'rebookedMs'>;

function drawHealth(random: Random, nowMs: number): Health {
  const patient = random.chance(0.3);
  const lastVisitMs = nowMs - Math.floor(random.exponential(220 * DAY_MS));
  const rebooked = random.chance(0.25);
  const rebookedMs = Math.floor(random.between(Math.max(lastVisitMs, nowMs - 90 * DAY_MS), nowMs));
  if (!patient) return { lastVisitMs: undefined, rebookedMs: undefined };
  return { lastVisitMs, rebookedMs: rebooked ? rebookedMs : undefined };
}

const PLANS = ['free', 'basic', 'premium'] as const;

const PLAN_SHARES = weightedChoices<(typeof PLANS)[number] | undefined>([
  ['free', 55],
  ['basic', 18],
  ['premium', 7],
  [undefined, 20],
]);

type Plan = Pick<Shopper, 'plan' | 'planChange'>;

function drawPlan(random: Random, fromMs: number, toMs: number): Plan {
  const plan = random.weighted(PLAN_SHARES);
  const from = random.pick(PLANS.filter((other) => other !== plan));
  const timeMs = Math.floor(random.between(fromMs, toMs));
  const changed = plan !== undefined && random.chance(plan === 'free' ? 0.1 : 0.7);
  return { plan, planChange: changed ? { timeMs, from } : undefined };
}

export function drawShopper(options: ShopOptions, number: number): Shopper {
  const { nowMs } = options;
  const random = new Random(options.seed, STREAM.shopper, number);
  const { share, joinedMs } = drawTenure(random, nowMs);
  const activity = random.normal();
  const spending = random.normal();
  const lapsed = random.chance(LAPSED_SHARE);
  const activeUntilMs = lapsed ? Math.floor(random.between(joinedMs, nowMs)) : nowMs;
  const life = [joinedMs, activeUntilMs] as const;
  const buysElsewhere = random.chance(BUYS_ELSEWHERE_SHARE);
  const lastBuyMs = Math.floor(random.between(joinedMs, activeUntilMs));
  const platform = random.chance(0.4) ? random.weighted(PLATFORMS) : undefined;
  const member = drawMembership(random, activity);
  const category = random.weighted(CATEGORIES);
  const traveller = random.chance(0.35);
  return {
    number,
    id: `shop-${number}`,
    joinedMs,
    activeUntilMs,
    eventBudget: eventBudget(options.eventsPerContact, share, activity),
    recentShare: activity > STEADY_FROM ? 0.42 : 0.76,
    buysUntilMs: buysElsewhere ? lastBuyMs : Number.POSITIVE_INFINITY,
    wealth: Math.exp(0.5 + 0.65 * spending),
    openRate: 0.08 + 0.82 * random.unit() ** 2,
    cartRate: Math.min(0.9, random.logNormal(0.4, 0.4)),
    buyRate: random.between(0.3, 0.85),
    mail: drawChannel(
      random,
      random.chance(0.94),
      drawConsent(random, 0.65, 0.25),
      random.weighted(MAIL_ENDINGS),
      life,
    ),
    sms: drawChannel(
      random,
      random.chance(0.6),
      drawConsent(random, 0.4, 0.4),
      random.chance(0.06) ? 'unsubscribe' : 'none',
      life,
    ),
    push: drawChannel(
      random,
      platform !== undefined && random.chance(0.9),
      undefined,
      random.chance(0.08) ? 'unsubscribe' : 'none',
      life,
    ),
    platform,
    member,
    status: member === true ? drawStatus(random, activity, spending) : undefined,
    reader: random.chance(0.45),
    traveller,
    banker: random.chance(0.42),
    topic: traveller && random.chance(0.4) ? 'travel' : random.weighted(TOPICS),
    category,
    wanted: random.weighted(productsOf(category)),
    place: random.weighted(PLACES),
    ...drawHealth(random, nowMs),
    ...drawPlan(random, joinedMs, activeUntilMs),
  };
}
