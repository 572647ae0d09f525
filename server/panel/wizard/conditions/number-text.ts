/** Numbers as people write them: with a point or a comma, with spaces or commas between the thousands. */
import type { Language } from '../../text/text.ts';

const SPACES = /[\s\u00a0\u202f]/g;
/** 1,000 is a thousand where a comma parts thousands, and one where it parts decimals. */
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Undefined: it is none, or none yet. */
export function parseNumber(text: string, language: Language): number | undefined {
  const packed = text.replaceAll(SPACES, '').replace('\u2212', '-');
  const isGrouped = language === 'en' && GROUPED.test(packed);
  const plain = isGrouped ? packed.replaceAll(',', '') : packed.replace(',', '.');
  const number = NUMBER.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** As it can be gone on with, which is without anything between the thousands. */
export function numberText(value: number, language: Language): string {
  const text = String(value);
  return language === 'pl' ? text.replace('.', ',') : text;
}
