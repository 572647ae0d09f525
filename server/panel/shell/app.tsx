/** Everything around the pages: texts, the way to the server, who is signed in, what page is shown. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { Router } from 'wouter';
import { ToastProvider } from '../parts/toast.tsx';
import { texts } from '../text/text.ts';
import { Gate } from './gate.tsx';
import { useHashLocation } from './hash-location.ts';
import { Pages } from './pages.tsx';
import { applySettings, readSettings } from './settings.ts';

function newQueryClient(): QueryClient {
  return new QueryClient({
    // The client itself repeats what a busy server refuses.
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
  });
}

const startingSettings = readSettings();
applySettings(startingSettings);
const i18n = texts(startingSettings.language);
i18n.use(initReactI18next);
i18n.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

export function App() {
  const [queryClient] = useState(newQueryClient);
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <ToastProvider>
          <Gate>
            <Router hook={useHashLocation}>
              <Pages />
            </Router>
          </Gate>
        </ToastProvider>
      </QueryClientProvider>
    </I18nextProvider>
  );
}
