/** Language, appearance, and the way out. */
import { LogOut, Settings2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Popover } from '../parts/popover.tsx';
import { LANGUAGES, type Language } from '../text/text.ts';
import { useText } from '../text/use-text.ts';
import { useSignOut } from './gate.tsx';
import { applySettings, readSettings, type Settings, storeSettings, THEMES } from './settings.ts';

export function SettingsMenu() {
  const { t } = useText();
  const { i18n } = useTranslation();
  const [settings, setSettings] = useState(readSettings);
  const signOut = useSignOut();
  const ids = { language: useId(), theme: useId() };
  const change = (next: Settings) => {
    setSettings(next);
    storeSettings(next);
    applySettings(next);
    void i18n.changeLanguage(next.language);
  };
  return (
    <Popover
      label={`${t('common.settings.language')}, ${t('common.settings.theme')}`}
      icon={<Settings2 aria-hidden="true" />}
    >
      <div className="stack">
        <label htmlFor={ids.language}>{t('common.settings.language')}</label>
        <select
          id={ids.language}
          value={settings.language}
          onChange={({ target }) => change({ ...settings, language: target.value as Language })}
        >
          {LANGUAGES.map((language) => (
            <option key={language} value={language}>
              {t(`common.language.${language}`)}
            </option>
          ))}
        </select>
        <label htmlFor={ids.theme}>{t('common.settings.theme')}</label>
        <select
          id={ids.theme}
          value={settings.theme}
          onChange={({ target }) =>
            change({ ...settings, theme: target.value as Settings['theme'] })
          }
        >
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {t(`common.settings.${theme}`)}
            </option>
          ))}
        </select>
        {signOut && (
          <Button icon={<LogOut aria-hidden="true" />} onClick={signOut}>
            {t('common.settings.signOut')}
          </Button>
        )}
      </div>
    </Popover>
  );
}
