/** The channels that exist without being put: how the contract says who can be reached by each. */

export const DEFAULT_CHANNELS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [
    'email',
    {
      all: [
        { name: 'address', field: 'Email', op: 'exists' },
        { not: { name: 'consent refused', field: 'email_consent', op: 'eq', value: false } },
        {
          none: [
            { name: 'unsubscribed or complained', event: ['MailUnsubscribe', 'MailComplaint'] },
            {
              name: 'bounced',
              event: 'MailBounce',
              where: { attr: 'kind', op: 'eq', value: 'hard' },
            },
          ],
        },
      ],
    },
  ],
  [
    'sms',
    {
      all: [
        { name: 'number', field: 'MobilePhone', op: 'exists' },
        { not: { name: 'consent refused', field: 'sms_consent', op: 'eq', value: false } },
        { not: { name: 'unsubscribed', event: 'SmsUnsubscribe' } },
      ],
    },
  ],
  [
    'push',
    {
      all: [
        { name: 'device', field: 'push_tokens', op: 'exists' },
        { not: { name: 'unsubscribed', event: 'PushUnsubscribe' } },
      ],
    },
  ],
]);
