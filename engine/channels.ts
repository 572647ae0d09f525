/** The channels that exist without being put: how the contract says who can be reached by each. */

export const DEFAULT_CHANNELS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [
    'email',
    {
      all: [
        { field: 'Email', op: 'exists' },
        { not: { field: 'email_consent', op: 'eq', value: false } },
        {
          none: [
            { event: ['MailUnsubscribe', 'MailComplaint'] },
            { event: 'MailBounce', where: { attr: 'kind', op: 'eq', value: 'hard' } },
          ],
        },
      ],
    },
  ],
  [
    'sms',
    {
      all: [
        { field: 'MobilePhone', op: 'exists' },
        { not: { field: 'sms_consent', op: 'eq', value: false } },
        { not: { event: 'SmsUnsubscribe' } },
      ],
    },
  ],
  [
    'push',
    {
      all: [{ field: 'push_tokens', op: 'exists' }, { not: { event: 'PushUnsubscribe' } }],
    },
  ],
]);
