/** Lets in whoever may ask: everybody when the server has no keys, otherwise who has one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { createContext, type FormEvent, type ReactNode, useContext, useState } from 'react';
import { MusterError } from '../../client.ts';
import { ClientContext } from '../api/client-context.ts';
import { clientWith, storedKey, storeKey } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { useText } from '../text/use-text.ts';

/** Undefined where nobody has to sign in. */
const SignOutContext = createContext<(() => void) | undefined>(undefined);

export function useSignOut(): (() => void) | undefined {
  return useContext(SignOutContext);
}

export function Gate({ children }: { readonly children: ReactNode }) {
  const [key, setKey] = useState(storedKey);
  const queryClient = useQueryClient();
  const client = clientWith(key);
  const entry = useQuery({
    queryKey: ['entry', key],
    queryFn: async ({ signal }) => {
      await clientWith(key).channels({ signal });
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    // Until the server is there, and has its data.
    refetchInterval: (query) => {
      const { error } = query.state;
      return error !== null && !isDenied(error) ? 1500 : false;
    },
  });
  const signIn = (next: string | undefined) => {
    storeKey(next);
    queryClient.clear();
    setKey(next);
  };
  if (entry.isSuccess) {
    return (
      <SignOutContext.Provider value={key === undefined ? undefined : () => signIn(undefined)}>
        <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
      </SignOutContext.Provider>
    );
  }
  if (entry.isError && isDenied(entry.error)) {
    return <SignIn refused={key === undefined ? undefined : entry.error} onKey={signIn} />;
  }
  return <Waiting error={entry.error} />;
}

function isDenied(error: Error): error is MusterError {
  return error instanceof MusterError && (error.status === 401 || error.status === 403);
}

function Waiting({ error }: { readonly error: Error | null }) {
  const { t } = useText();
  const isLoading = error instanceof MusterError && error.status === 503;
  return (
    <main className="entry" aria-busy="true">
      <h1>{t('common.product')}</h1>
      <p role="status">
        {error === null
          ? t('common.state.loading')
          : isLoading
            ? t('common.state.serverLoading', { detail: error.detail })
            : t('common.state.offline')}
      </p>
      <div className="progress" aria-hidden="true" />
    </main>
  );
}

function SignIn({
  refused,
  onKey,
}: {
  readonly refused: MusterError | undefined;
  readonly onKey: (key: string) => void;
}) {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') onKey(typed.trim());
  };
  const error =
    refused === undefined
      ? undefined
      : refused.status === 403
        ? t('common.signIn.notAllowed')
        : t('common.signIn.wrong');
  return (
    <main className="entry">
      <form className="card entry-card" onSubmit={submit}>
        <h1>
          <KeyRound aria-hidden="true" /> {t('common.signIn.title')}
        </h1>
        <p className="muted">{t('common.signIn.explain')}</p>
        <Field label={t('common.signIn.key')} error={error}>
          {(field) => (
            <input
              {...field}
              type="password"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <Button kind="primary" type="submit">
          {t('common.signIn.submit')}
        </Button>
      </form>
    </main>
  );
}
