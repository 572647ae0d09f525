/** The frame of every page, and which page a location shows. */
import { ChartLine, Contact, type LucideIcon, Send, Shapes } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { Loading, PageBoundary } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { SettingsMenu } from './settings-menu.tsx';

const SegmentsPage = lazy(() => import('../segments/segments-page.tsx'));
const SegmentPage = lazy(() => import('../segments/segment-page.tsx'));
const WizardPage = lazy(() => import('../wizard/wizard-page.tsx'));
const ContactsPage = lazy(() => import('../contacts/contacts-page.tsx'));
const ContactPage = lazy(() => import('../contacts/contact-page.tsx'));
const AudiencePage = lazy(() => import('../audience/audience-page.tsx'));
const ChartsPage = lazy(() => import('../charts/charts-page.tsx'));

const SECTIONS: readonly (readonly [
  path: string,
  name: 'segments' | 'contacts' | 'audience' | 'charts',
  icon: LucideIcon,
])[] = [
  ['/segments', 'segments', Shapes],
  ['/contacts', 'contacts', Contact],
  ['/audience', 'audience', Send],
  ['/charts', 'charts', ChartLine],
];

export function Pages() {
  const { t } = useText();
  const [location] = useLocation();
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={skipToMain}>
        {t('common.nav.skip')}
      </a>
      <header className="bar">
        <Link className="brand" href="/segments">
          <img src="./panel/icon.svg" alt="" width="28" height="28" />
          <span>{t('common.product')}</span>
        </Link>
        <nav aria-label={t('common.nav.label')}>
          <ul>
            {SECTIONS.map(([path, name, Icon]) => (
              <li key={path}>
                <Link
                  href={path}
                  className="nav-link"
                  aria-current={location.startsWith(path) ? 'page' : undefined}
                >
                  <Icon aria-hidden="true" /> <span>{t(`common.nav.${name}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <SettingsMenu />
      </header>
      <main id="main" tabIndex={-1}>
        <PageBoundary location={location}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Redirect to="/segments" replace />
              </Route>
              <Route path="/segments" component={SegmentsPage} />
              <Route path="/segments/new">
                <WizardPage />
              </Route>
              <Route path="/segments/new/:template">
                {({ template }) => <WizardPage key={template} template={template} />}
              </Route>
              <Route path="/segments/:id/edit">
                {({ id }) => <WizardPage key={id} id={decodeURIComponent(id)} />}
              </Route>
              <Route path="/segments/:id">
                {({ id }) => <SegmentPage key={id} id={decodeURIComponent(id)} />}
              </Route>
              <Route path="/contacts" component={ContactsPage} />
              <Route path="/contacts/:id">
                {({ id }) => <ContactPage key={id} id={decodeURIComponent(id)} />}
              </Route>
              <Route path="/audience" component={AudiencePage} />
              <Route path="/charts" component={ChartsPage} />
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}

function skipToMain(event: { preventDefault: () => void }) {
  // The location is the page; a fragment of its own would be another page.
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function NotFound() {
  const { t } = useText();
  return (
    <div className="empty">
      <h1>{t('common.state.notFound')}</h1>
      <Link href="/segments">{t('common.state.home')}</Link>
    </div>
  );
}
