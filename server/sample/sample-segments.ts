/**
 * The sixteen segments that are saved with the sample, one for each common use of a segment.
 *
 * With the sample of the default size each finds some contacts, not all, at any moment.
 */
import { COFFEE_BEANS, ESPRESSO_MACHINE } from './sample-goods.ts';

export type SampleSegment = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** JSON of a rule. */
  readonly rule: object;
  readonly timezone: string;
};

/** Where the shop is: its days and months begin there. */
const TIMEZONE = 'Europe/Warsaw';

const SEGMENTS: readonly Omit<SampleSegment, 'timezone'>[] = [
  {
    id: 'real-time-marketing',
    name: 'Real-time marketing',
    description: 'Read three or more articles on technology in the last 7 days.',
    rule: {
      event: 'article_read',
      where: { attr: 'topic', op: 'eq', value: 'technology' },
      within: { last: 'P7D' },
      op: 'gte',
      value: 3,
    },
  },
  {
    id: 'mobile-active',
    name: 'Active on mobile',
    description: 'Opened the app on a phone in the last 7 days.',
    rule: {
      event: 'app_open',
      where: { attr: 'platform', op: 'in', value: ['ios', 'android'] },
      within: { last: 'P7D' },
    },
  },
  {
    id: 'new-subscribers',
    name: 'New subscribers',
    description: 'Joined in the last 14 days and agreed to receive mail.',
    rule: {
      all: [
        { field: 'created_at', op: 'within_last', value: 'P14D' },
        { field: 'email_consent', op: 'eq', value: true },
      ],
    },
  },
  {
    id: 'vip',
    name: 'VIP',
    description: 'Spent 1000 or more in the last 3 calendar months.',
    rule: {
      event: 'purchase',
      within: { last: 'P3M' },
      aggregate: 'sum',
      of: 'amount',
      op: 'gte',
      value: 1000,
    },
  },
  {
    id: 'reactivation',
    name: 'Reactivation',
    description: 'Nothing at all in the last 30 days, but something before that.',
    rule: {
      all: [{ event: '*', within: { last: 'P30D' }, op: 'eq', value: 0 }, { event: '*' }],
    },
  },
  {
    id: 'interested',
    name: 'Interested in a product',
    description: 'Visited the page of the espresso machine twice or more in the last 7 days.',
    rule: {
      event: 'page_view',
      where: { attr: 'url', op: 'contains', value: `/product/${ESPRESSO_MACHINE}` },
      within: { last: 'P7D' },
      op: 'gte',
      value: 2,
    },
  },
  {
    id: 'birthday',
    name: 'Birthday this week',
    description: 'Birthday today or in the 6 days after, over New Year too.',
    rule: { field: 'birthday', op: 'anniversary', value: { from: 0, to: 6 } },
  },
  {
    id: 'location',
    name: 'Location: Kraków',
    description: 'Lives in Kraków.',
    rule: { field: 'city', op: 'eq', value: 'Kraków' },
  },
  {
    id: 'cross-sell',
    name: 'Cross-sell: coffee beans',
    description: 'Bought an espresso machine, never bought coffee beans.',
    rule: {
      all: [
        { event: 'purchase', where: { attr: 'product', op: 'eq', value: ESPRESSO_MACHINE } },
        {
          not: { event: 'purchase', where: { attr: 'product', op: 'eq', value: COFFEE_BEANS } },
        },
      ],
    },
  },
  {
    id: 'mail-to-site',
    name: 'Mail click and site visit',
    description: 'Clicked in a mail and, within 24 hours of the click, saw a page of the site.',
    rule: { sequence: [{ event: 'MailClick' }, { event: 'page_view', gap: 'PT24H' }] },
  },
  {
    id: 'inactive-vip',
    name: 'Inactive VIPs',
    description:
      'Gold or Platinum, spent over 2000 in the last 12 months, last purchase over 90 days ago.',
    rule: {
      all: [
        { field: 'status', op: 'in', value: ['Gold', 'Platinum'] },
        {
          event: 'purchase',
          within: { last: 'P12M' },
          aggregate: 'sum',
          of: 'amount',
          op: 'gt',
          value: 2000,
        },
        { event: 'purchase', aggregate: 'last', op: 'older_than', value: 'P90D' },
      ],
    },
  },
  {
    id: 'sms-opt-in',
    name: 'SMS opt-in',
    description:
      'Loyalty member with a mobile number and 3 or more purchases in 6 months, whose consent to ' +
      'SMS is refused or missing.',
    rule: {
      all: [
        { field: 'loyalty_member', op: 'eq', value: true },
        { field: 'MobilePhone', op: 'exists' },
        { event: 'purchase', within: { last: 'P6M' }, op: 'gte', value: 3 },
        {
          any: [
            { field: 'sms_consent', op: 'eq', value: false },
            { field: 'sms_consent', op: 'not_exists' },
          ],
        },
      ],
    },
  },
  {
    id: 'bank-cross-sell',
    name: 'Bank cross-sell: credit card',
    description:
      'Account opened 6 months ago or earlier, no credit card, opened a banking mail in the last ' +
      '30 days.',
    rule: {
      all: [
        { field: 'account_opened', op: 'older_than', value: 'P6M' },
        { field: 'products', op: 'has_none', value: ['credit card'] },
        {
          event: 'MailOpen',
          where: { attr: 'topic', op: 'eq', value: 'banking' },
          within: { last: 'P30D' },
        },
      ],
    },
  },
  {
    id: 'travel-last-minute',
    name: 'Travel last-minute: Spain',
    description:
      'In the last 10 days looked at Spain and opened a travel mail, and made no booking.',
    rule: {
      all: [
        {
          event: 'page_view',
          where: { attr: 'url', op: 'contains', value: 'spain' },
          within: { last: 'P10D' },
        },
        {
          event: 'MailOpen',
          where: { attr: 'topic', op: 'eq', value: 'travel' },
          within: { last: 'P10D' },
        },
        { not: { event: 'booking', within: { last: 'P10D' } } },
      ],
    },
  },
  {
    id: 'health-reminder',
    name: 'Health reminder',
    description:
      'Last visit 6 months ago or earlier, consent given, no booking in the last 180 days.',
    rule: {
      all: [
        { field: 'last_visit', op: 'older_than', value: 'P6M' },
        { field: 'health_consent', op: 'eq', value: true },
        { not: { event: 'booking', within: { last: 'P180D' } } },
      ],
    },
  },
  {
    id: 'abandoned-cart',
    name: 'Abandoned cart',
    description: 'Added to a cart in the last day and did not buy within 2 hours.',
    rule: {
      sequence: [{ event: 'cart_add' }, { not: { event: 'purchase' }, gap: 'PT2H' }],
      within: { last: 'P1D' },
    },
  },
];

export const SHOP_SEGMENTS: readonly SampleSegment[] = SEGMENTS.map((segment) => ({
  ...segment,
  timezone: TIMEZONE,
}));
