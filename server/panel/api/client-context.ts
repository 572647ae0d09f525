/** The client of whoever is signed in. */
import { createContext, useContext } from 'react';
import type { MusterClient } from '../../client.ts';

export const ClientContext = createContext<MusterClient | undefined>(undefined);

export function useClient(): MusterClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('pages are shown to who is signed in');
  return client;
}
