/**
 * Segments to begin with, one for each common use: the rules are those of the sample, what they are
 * called is in the texts, by id. Which are for the same purpose is told here.
 */
import { SHOP_SEGMENTS } from '../../sample/sample-segments.ts';
import type { en } from '../text/en/index.ts';

export type TemplateId = keyof typeof en.templates;

export type Template = {
  readonly id: TemplateId;
  readonly purpose: Purpose;
  /** JSON of a rule. */
  readonly rule: object;
  readonly timezone: string;
};

export const PURPOSES = ['now', 'sell', 'winBack', 'relate'] as const;
export type Purpose = (typeof PURPOSES)[number];

const PURPOSE_OF: Readonly<Record<TemplateId, Purpose>> = {
  'abandoned-cart': 'now',
  interested: 'now',
  'mail-to-site': 'now',
  'real-time-marketing': 'now',
  'travel-last-minute': 'now',
  vip: 'sell',
  'cross-sell': 'sell',
  'bank-cross-sell': 'sell',
  'mobile-active': 'sell',
  reactivation: 'winBack',
  'inactive-vip': 'winBack',
  'health-reminder': 'winBack',
  'new-subscribers': 'relate',
  birthday: 'relate',
  location: 'relate',
  'sms-opt-in': 'relate',
};

const RULES = new Map(SHOP_SEGMENTS.map((segment) => [segment.id, segment]));

/** In the order in which they are shown. */
export const TEMPLATES: readonly Template[] = Object.entries(PURPOSE_OF).flatMap(
  ([id, purpose]) => {
    const found = RULES.get(id);
    if (found === undefined) return [];
    return [{ id: id as TemplateId, purpose, rule: found.rule, timezone: found.timezone }];
  },
);

export function templateOf(id: string): Template | undefined {
  return TEMPLATES.find((template) => template.id === id);
}
