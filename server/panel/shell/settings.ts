/** Language and appearance, remembered by the browser; neither says anything of anybody. */
import { LANGUAGES, type Language, preferredLanguage } from '../text/text.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type Settings = { readonly language: Language; readonly theme: Theme };

const STORED = { language: 'muster.language', theme: 'muster.theme' } as const;

export function readSettings(): Settings {
  const language = localStorage.getItem(STORED.language) ?? '';
  const theme = localStorage.getItem(STORED.theme) ?? '';
  return {
    language: (LANGUAGES as readonly string[]).includes(language)
      ? (language as Language)
      : preferredLanguage(navigator.languages),
    theme: (THEMES as readonly string[]).includes(theme) ? (theme as Theme) : 'system',
  };
}

export function storeSettings({ language, theme }: Settings): void {
  localStorage.setItem(STORED.language, language);
  localStorage.setItem(STORED.theme, theme);
}

export function applySettings({ language, theme }: Settings): void {
  const { documentElement: html } = document;
  html.lang = language;
  if (theme === 'system') delete html.dataset['theme'];
  else html.dataset['theme'] = theme;
}
