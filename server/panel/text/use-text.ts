/** The texts and formats of the language that is chosen. */
import { useTranslation } from 'react-i18next';
import { type Formats, formats } from './formats.ts';
import type { Language, T } from './text.ts';

export function useText(): { readonly t: T; readonly f: Formats; readonly language: Language } {
  const { t, i18n } = useTranslation();
  return { t, f: formats(i18n.language), language: i18n.language as Language };
}
