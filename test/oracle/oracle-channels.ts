/** Rules of the channels that exist from the start, written out from SPEC "Channels". */
import type { Rule } from './oracle-json.ts';

export const DEFAULT_CHANNELS: readonly (readonly [string, Rule])[] = [
  [
    'email',
    {
      all: [
        { field: 'Email', op: 'exists' },
        { not: { field: 'email_consent', op: 'eq', value: false } },
        {
          none: [
            { event: 'MailUnsubscribe' },
            { event: 'MailComplaint' },
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
        { none: [{ event: 'SmsUnsubscribe' }] },
      ],
    },
  ],
  [
    'push',
    {
      all: [{ field: 'push_tokens', op: 'exists' }, { none: [{ event: 'PushUnsubscribe' }] }],
    },
  ],
];
