/**
 * Messages: mail, SMS and push, each as the funnel from sending to what it brought.
 *
 * Every function writes one episode that starts at or before `timeMs` with an event that has
 * happened, and stops where `now` cuts it off. Nothing is sent after a channel has ended.
 */
import { dateText, HOUR_MS, lastHour, MINUTE_MS } from './sample-calendar.ts';
import type { Diary } from './sample-diary.ts';
import { type MailTopic, SITE } from './sample-goods.ts';
import { weightedChoices } from './sample-random.ts';
import type { Shopper } from './sample-shopper.ts';
import { followLink, openApp } from './sample-visits.ts';

/** By interest: traveller, banker, patient, each or not. */
const MAIL_TOPICS = Array.from({ length: 8 }, (_, interests) =>
  weightedChoices<MailTopic>([
    ['offers', 5],
    ['news', 2.5],
    ['travel', interests & 1 ? 4 : 0.5],
    ['banking', interests & 2 ? 3 : 0.3],
    ['health', interests & 4 ? 1.5 : 0.2],
  ]),
);

function mailTopicsOf(shopper: Shopper) {
  const interests =
    (shopper.traveller ? 1 : 0) +
    (shopper.banker ? 2 : 0) +
    (shopper.lastVisitMs === undefined ? 0 : 4);
  return MAIL_TOPICS[interests] as (typeof MAIL_TOPICS)[number];
}

const MAILING_HOUR = 9;
/** A big mailing takes a while to go out. */
const MAILING_MS = 25 * MINUTE_MS;

/** Mailings go out in the morning: the last one before `timeMs`, if the shopper was there. */
function mailingTime(diary: Diary, timeMs: number): number {
  const mailingMs =
    lastHour(timeMs, MAILING_HOUR) + Math.floor(diary.random.between(0, MAILING_MS));
  return mailingMs < diary.shopper.joinedMs || mailingMs > timeMs ? timeMs : mailingMs;
}

type Mailing = {
  readonly campaign: string;
  readonly message: string;
  readonly topic: MailTopic | 'welcome';
};

/** One campaign a month and topic, one message a day. */
function mailingOf(topic: MailTopic, sentMs: number): Mailing {
  const day = dateText(sentMs);
  return { campaign: `${topic}-${day.slice(0, 7)}`, message: `${topic}-${day}`, topic };
}

/** The moment it arrived, or undefined if it did not (yet). */
function deliverMail(diary: Diary, sentMs: number, mailing: Mailing) {
  const { random } = diary;
  if (!diary.write('MailSent', sentMs, mailing)) return undefined;
  const arrivedMs = sentMs + random.logNormal(4000, 1);
  if (random.chance(0.02)) {
    diary.write('MailBounce', arrivedMs, { ...mailing, kind: 'soft' });
    return undefined;
  }
  return diary.write('MailDelivered', arrivedMs, mailing) ? arrivedMs : undefined;
}

/** The moment of the first opening; opening again is a second event. */
function openMail(diary: Diary, arrivedMs: number, mailing: Mailing) {
  const { random } = diary;
  const openedMs = arrivedMs + random.logNormal(1.5 * HOUR_MS, 1.5);
  if (!diary.write('MailOpen', openedMs, mailing)) return undefined;
  if (random.chance(0.12)) diary.write('MailOpen', openedMs + random.exponential(HOUR_MS), mailing);
  return openedMs;
}

/** The topic is one of the shopper's interests, unless given. */
export function sendMail(diary: Diary, timeMs: number, about?: MailTopic): void {
  const { random, shopper } = diary;
  const topic = about ?? random.weighted(mailTopicsOf(shopper));
  const sentMs = mailingTime(diary, timeMs);
  const mailing = mailingOf(topic, sentMs);
  const arrivedMs = deliverMail(diary, sentMs, mailing);
  if (arrivedMs === undefined || !random.chance(shopper.openRate)) return;
  const openedMs = openMail(diary, arrivedMs, mailing);
  if (openedMs === undefined || !random.chance(0.32)) return;
  const clickedMs = openedMs + random.logNormal(30_000, 1);
  const clicked = diary.write('MailClick', clickedMs, { ...mailing, link: `${SITE}/${topic}` });
  // Some block whatever measures visits.
  if (clicked && random.chance(0.75)) followLink(diary, clickedMs + 1500, topic);
}

const WELCOME: Mailing = { campaign: 'welcome', message: 'welcome-1', topic: 'welcome' };

export function welcome(diary: Diary, timeMs: number): void {
  const arrivedMs = deliverMail(diary, timeMs, WELCOME);
  if (arrivedMs !== undefined && diary.random.chance(0.5)) openMail(diary, arrivedMs, WELCOME);
}

/** The last mail, at the moment the channel ended: it bounced, or was one too many. */
export function endMail(diary: Diary, timeMs: number): void {
  const mailing = mailingOf('offers', timeMs);
  const { ending } = diary.shopper.mail;
  diary.write('MailSent', timeMs, mailing);
  if (ending === 'hard-bounce') {
    diary.write('MailBounce', timeMs + 2000, { ...mailing, kind: 'hard' });
    return;
  }
  const arrivedMs = timeMs + 3000;
  diary.write('MailDelivered', arrivedMs, mailing);
  diary.write('MailOpen', arrivedMs + HOUR_MS, mailing);
  const event = ending === 'complaint' ? 'MailComplaint' : 'MailUnsubscribe';
  diary.write(event, arrivedMs + HOUR_MS + MINUTE_MS, mailing);
}

const SMS_CAMPAIGNS = ['flash-sale', 'parcel', 'loyalty-points', 'visit-reminder'] as const;

export function sendSms(diary: Diary, timeMs: number): void {
  const { random } = diary;
  const campaign = random.pick(SMS_CAMPAIGNS);
  const text = { campaign, message: `${campaign}-${dateText(timeMs).slice(0, 7)}` };
  if (!diary.write('SmsSent', timeMs, text) || !random.chance(0.95)) return;
  const arrivedMs = timeMs + random.logNormal(3000, 1);
  if (!diary.write('SmsDelivered', arrivedMs, text) || !random.chance(0.12)) return;
  const clickedMs = arrivedMs + random.logNormal(10 * MINUTE_MS, 1.5);
  const clicked = diary.write('SmsClick', clickedMs, { ...text, link: 'https://s.example/k' });
  if (clicked) followLink(diary, clickedMs + 2000, 'offers');
}

export function endSms(diary: Diary, timeMs: number): void {
  diary.write('SmsUnsubscribe', timeMs, { campaign: 'flash-sale', message: 'reply-stop' });
}

const PUSH_CAMPAIGNS = ['price-drop', 'news', 'come-back', 'delivery'] as const;

export function sendPush(diary: Diary, timeMs: number): void {
  const { random } = diary;
  const campaign = random.pick(PUSH_CAMPAIGNS);
  const note = { campaign, message: `${campaign}-${dateText(timeMs)}` };
  if (!diary.write('PushSent', timeMs, note) || !random.chance(0.9)) return;
  const arrivedMs = timeMs + random.logNormal(1500, 0.8);
  if (!diary.write('PushDelivered', arrivedMs, note) || !random.chance(0.18)) return;
  const openedMs = arrivedMs + random.logNormal(20 * MINUTE_MS, 1.6);
  if (diary.write('PushOpen', openedMs, note)) openApp(diary, openedMs + 500);
}

export function endPush(diary: Diary, timeMs: number): void {
  diary.write('PushUnsubscribe', timeMs, { campaign: 'news', message: 'switched-off' });
}
