/**
 * The attributes of the sample's events and their types: all that `sample-visits.ts`,
 * `sample-messages.ts` and `sample-events.ts` write.
 */
import type { ValueType } from '../../engine/index.ts';

type Types = Readonly<Record<string, ValueType>>;

const MESSAGE: Types = { campaign: 'text', message: 'text' };
const MAIL: Types = { ...MESSAGE, topic: 'text' };

const EVENT_ATTRIBUTES: Readonly<Record<string, Types>> = {
  page_view: { url: 'text', title: 'text', referrer: 'text', duration_s: 'number' },
  MailSent: MAIL,
  MailDelivered: MAIL,
  MailOpen: MAIL,
  MailClick: { ...MAIL, link: 'text' },
  MailBounce: { ...MAIL, kind: 'text' },
  MailComplaint: MAIL,
  MailUnsubscribe: MAIL,
  SmsSent: MESSAGE,
  SmsDelivered: MESSAGE,
  SmsClick: { ...MESSAGE, link: 'text' },
  SmsUnsubscribe: MESSAGE,
  PushSent: MESSAGE,
  PushDelivered: MESSAGE,
  PushOpen: MESSAGE,
  PushUnsubscribe: MESSAGE,
  search: { query: 'text', results: 'number' },
  article_read: { topic: 'text', article: 'text', read_percent: 'number', premium: 'boolean' },
  app_open: { platform: 'text', version: 'text', session_s: 'number' },
  cart_add: { product: 'text', category: 'text', price: 'number' },
  purchase: {
    product: 'text',
    category: 'text',
    amount: 'number',
    currency: 'text',
    quantity: 'number',
    channel: 'text',
    coupon: 'text',
    gift: 'boolean',
  },
  booking: {
    kind: 'text',
    destination: 'text',
    amount: 'number',
    currency: 'text',
    travellers: 'number',
    departs: 'date',
    insured: 'boolean',
    extras: 'list',
    starts_at: 'datetime',
    specialty: 'text',
  },
  plan_changed: { from: 'text', to: 'text' },
};

type SampleAttribute = { readonly event: string; readonly name: string; readonly type: ValueType };

/** To be declared before the first event. */
export const SHOP_ATTRIBUTES: readonly SampleAttribute[] = Object.entries(EVENT_ATTRIBUTES).flatMap(
  ([event, types]) => Object.entries(types).map(([name, type]) => ({ event, name, type })),
);
