/** Channels that every server has are called by words; others by the name that somebody gave them. */
import type { T } from './text.ts';

const KNOWN = ['email', 'sms', 'push'] as const;

export function channelName(channel: string, t: T): string {
  const known = KNOWN.find((name) => name === channel);
  return known === undefined ? channel : t(`segments.channel.${known}`);
}
