/**
 * Where in the panel somebody is: `#/audience?segment=vip`, a path and a query, both behind the `#`, so
 * that the server has one page to serve. (wouter's own puts the query before the `#`.)
 */
import { useSyncExternalStore } from 'react';
import type { BaseLocationHook } from 'wouter';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

/** The parts before and behind the `?`. */
function parts(): readonly [path: string, query: string] {
  const [path = '', query = ''] = window.location.hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  // wouter decodes all of a path but its delimiters: a `%` has to be left for whoever decodes a part.
  return [`/${path.replaceAll('%25', '%2525')}`, query];
}

function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const from = window.location.href;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', `#${to}`);
  // The browser tells of it only when it is a click that goes there.
  window.dispatchEvent(
    new HashChangeEvent('hashchange', { oldURL: from, newURL: window.location.href }),
  );
}

export const useHashLocation: BaseLocationHook = () => {
  const path = useSyncExternalStore(subscribe, () => parts()[0]);
  return [path, navigate];
};

useHashLocation.hrefs = (href) => `#${href}`;
useHashLocation.searchHook = () => useSyncExternalStore(subscribe, () => parts()[1]);
