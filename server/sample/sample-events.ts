/**
 * The sample's events: each shopper's life as episodes, until the shopper's budget is used up.
 *
 * Invariants: a contact's events depend on the options and its number alone; their mean over
 * contacts is `eventsPerContact`, since an episode that would exceed the budget is kept with the
 * chance (what is left) / (its size). Events come contact by contact, not by time.
 */
import { assert } from '../../engine/index.ts';
import { busyness, DAY_MS } from './sample-calendar.ts';
import { Diary } from './sample-diary.ts';
import {
  endMail,
  endPush,
  endSms,
  sendMail,
  sendPush,
  sendSms,
  welcome,
} from './sample-messages.ts';
import {
  assertOptions,
  type EventItem,
  SAMPLE_BATCH_SIZE,
  type ShopOptions,
} from './sample-options.ts';
import { type Weighted, weightedChoices } from './sample-random.ts';
import { type Channel, drawShopper, type Shopper } from './sample-shopper.ts';
import { buyInStore, openApp, planJourney, readArticles, shop } from './sample-visits.ts';

type Episode = (diary: Diary, timeMs: number) => void;

/** How often each kind of episode begins, by what the shopper does and can be reached by. */
function habitsOf(shopper: Shopper): Weighted<Episode> {
  const phoneApp = shopper.platform !== undefined;
  return weightedChoices<Episode>([
    [shop, 3.4],
    [buyInStore, shopper.member === true ? 0.5 : 0.2],
    [readArticles, shopper.reader ? 1.9 : 0.1],
    [considerJourney, shopper.traveller ? 1.7 : 0.08],
    [openApp, phoneApp ? 2.2 : 0.08],
    [mailUnlessEnded, open(shopper.mail, shopper) ? 4.5 : 0],
    [smsUnlessEnded, open(shopper.sms, shopper) ? 0.7 : 0],
    [pushUnlessEnded, open(shopper.push, shopper) ? 1.2 : 0],
  ]);
}

function open(channel: Channel, shopper: Shopper): boolean {
  return channel.address && channel.endsMs > shopper.joinedMs;
}

function mailUnlessEnded(diary: Diary, timeMs: number): void {
  (timeMs < diary.shopper.mail.endsMs ? sendMail : shop)(diary, timeMs);
}

/** Who looks at journeys mostly gets a mail about them the next day. */
function considerJourney(diary: Diary, timeMs: number): void {
  planJourney(diary, timeMs);
  const { mail } = diary.shopper;
  const mailMs = timeMs + DAY_MS;
  if (mail.address && mailMs < mail.endsMs && diary.random.chance(0.75)) {
    sendMail(diary, mailMs, 'travel');
  }
}

function smsUnlessEnded(diary: Diary, timeMs: number): void {
  (timeMs < diary.shopper.sms.endsMs ? sendSms : shop)(diary, timeMs);
}

function pushUnlessEnded(diary: Diary, timeMs: number): void {
  (timeMs < diary.shopper.push.endsMs ? sendPush : openApp)(diary, timeMs);
}

function changePlan(diary: Diary, timeMs: number): void {
  const { plan, planChange } = diary.shopper;
  diary.write('plan_changed', timeMs, { from: planChange?.from ?? 'free', to: plan ?? 'free' });
}

const SPECIALTIES = ['dentist', 'dermatology', 'check-up', 'ophthalmology', 'physiotherapy'];

/** A visit to the clinic, which may lie ahead, booked at `timeMs`. */
function bookVisit(diary: Diary, timeMs: number): void {
  const { random } = diary;
  const startsMs = timeMs + random.between(2, 30) * DAY_MS;
  diary.write('booking', timeMs, {
    kind: 'visit',
    specialty: random.pick(SPECIALTIES),
    starts_at: new Date(startsMs).toISOString(),
  });
}

/** The turns of a life that the contact's fields know of. */
function milestones(shopper: Shopper): readonly (readonly [Episode, number | undefined])[] {
  const { joinedMs, mail, sms, push, lastVisitMs } = shopper;
  const ended = (channel: Channel) => (channel.ending === 'none' ? undefined : channel.endsMs);
  return [
    [welcome, open(mail, shopper) ? joinedMs : undefined],
    [changePlan, shopper.planChange?.timeMs],
    [bookVisit, lastVisitMs === undefined ? undefined : lastVisitMs - 10 * DAY_MS],
    [bookVisit, shopper.rebookedMs],
    [endMail, ended(mail)],
    [endSms, ended(sms)],
    [endPush, ended(push)],
  ];
}

const RECENT_MEAN_MS = 32 * DAY_MS;
const TIME_TRIES = 8;

/** A moment of the active life, in the rhythm of days, weeks and months. */
function drawTime(diary: Diary): number {
  const { random, shopper } = diary;
  const { joinedMs, activeUntilMs, recentShare } = shopper;
  for (let attempt = 0; attempt < TIME_TRIES; attempt++) {
    const timeMs = random.chance(recentShare)
      ? activeUntilMs - random.exponential(RECENT_MEAN_MS)
      : random.between(joinedMs, activeUntilMs);
    if (timeMs >= joinedMs && random.chance(busyness(timeMs))) return Math.floor(timeMs);
  }
  return Math.floor(random.between(joinedMs, activeUntilMs));
}

/** Writes an episode, or takes it back for the budget's sake; answers what is left of that. */
function play(diary: Diary, episode: Episode, timeMs: number, left: number): number {
  const before = diary.events.length;
  episode(diary, timeMs);
  const size = diary.events.length - before;
  assert(size > 0, 'an episode begins with an event, or the budget would never end');
  if (size > left && !diary.random.chance(left / size)) diary.takeBack(before);
  return left - size;
}

function eventsOf(options: ShopOptions, number: number): readonly EventItem[] {
  const shopper = drawShopper(options, number);
  const diary = new Diary(shopper, options.nowMs, options.seed);
  const habits = habitsOf(shopper);
  let left = shopper.eventBudget;
  for (const [episode, timeMs] of milestones(shopper)) {
    if (left > 0 && timeMs !== undefined && timeMs >= shopper.joinedMs) {
      left = play(diary, episode, timeMs, left);
    }
  }
  while (left > 0) left = play(diary, diary.random.weighted(habits), drawTime(diary), left);
  return diary.events;
}

/** In arrays of `SAMPLE_BATCH_SIZE`, contact by contact; memory does not grow with either. */
export function* shopEvents(options: ShopOptions): Generator<EventItem[]> {
  assertOptions(options);
  let batch: EventItem[] = [];
  for (let number = 1; number <= options.contacts; number++) {
    for (const event of eventsOf(options, number)) {
      batch.push(event);
      if (batch.length === SAMPLE_BATCH_SIZE) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}
