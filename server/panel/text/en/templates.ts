/** Names and descriptions of the templates, by id: `segments/templates.ts` has their rules. */
export const templates = {
  'real-time-marketing': {
    name: 'Reading about one topic right now',
    description: 'Read three or more articles on technology in the last 7 days.',
  },
  'mobile-active': {
    name: 'Active on mobile',
    description: 'Opened the app on a phone in the last 7 days.',
  },
  'new-subscribers': {
    name: 'New subscribers',
    description: 'Joined in the last 14 days and agreed to receive email.',
  },
  vip: {
    name: 'VIP',
    description: 'Spent 1000 or more in the last 3 calendar months.',
  },
  reactivation: {
    name: 'Fallen asleep',
    description: 'Nothing at all in the last 30 days, but something before that.',
  },
  interested: {
    name: 'Interested in a product',
    description: 'Visited the page of one product twice or more in the last 7 days.',
  },
  birthday: {
    name: 'Birthday this week',
    description: 'Birthday today or in the 6 days after, over New Year too.',
  },
  location: {
    name: 'People of one city',
    description: 'Lives in Kraków; put your own city in its place.',
  },
  'cross-sell': {
    name: 'Bought this, not that',
    description: 'Bought an espresso machine, but never coffee beans.',
  },
  'mail-to-site': {
    name: 'From an email to the site',
    description: 'Clicked in an email and saw a page of the site within 24 hours.',
  },
  'inactive-vip': {
    name: 'Inactive VIPs',
    description:
      'Gold or Platinum, spent over 2000 in 12 months, last purchase more than 90 days ago.',
  },
  'sms-opt-in': {
    name: 'Ask for consent to SMS',
    description: 'Loyal buyers with a mobile number whose consent to SMS is refused or missing.',
  },
  'bank-cross-sell': {
    name: 'Credit card for bank customers',
    description:
      'Account for 6 months or longer, no credit card, opened a banking email in the last 30 days.',
  },
  'travel-last-minute': {
    name: 'Last-minute travel',
    description:
      'Looked at Spain and opened a travel email in the last 10 days, but booked nothing.',
  },
  'health-reminder': {
    name: 'Time for a check-up',
    description: 'Last visit over 6 months ago, consent given, no booking in the last 180 days.',
  },
  'abandoned-cart': {
    name: 'Abandoned cart',
    description: 'Added to a cart in the last day and did not buy within 2 hours.',
  },
} as const;
