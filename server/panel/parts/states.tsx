/** What is shown instead of what is not there: not yet, not at all, not for this key, or broken. */
import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { MusterError } from '../../client.ts';
import type { T } from '../text/text.ts';
import { useText } from '../text/use-text.ts';
import { Button } from './button.tsx';

export function Loading({ label }: { readonly label?: string }) {
  const { t } = useText();
  return (
    <div className="loading">
      <p role="status">{label ?? t('common.state.loading')}</p>
      <div className="progress" aria-hidden="true" />
    </div>
  );
}

/** What a refusal or a broken connection says to people. */
function errorText(error: Error, t: T): string {
  if (!(error instanceof MusterError)) {
    return error instanceof TypeError || error.name === 'TimeoutError'
      ? t('common.state.offline')
      : t('common.state.failed', { detail: error.message });
  }
  // The detail of one fault alone is that fault.
  const details = new Set([error.detail || error.title, ...error.errors.map(issueText)]);
  const detail = [...details].join(' · ');
  if (error.status === 403) return t('common.state.forbidden', { detail });
  if (error.status === 429 || error.status === 503) return t('common.state.busy');
  return t('common.state.failed', { detail });
}

function issueText({ path, message }: { readonly path: string; readonly message: string }): string {
  return path === '' ? message : `${path}: ${message}`;
}

export function ErrorNote({
  error,
  onRetry,
}: {
  readonly error: Error | null | undefined;
  readonly onRetry?: () => void;
}) {
  const { t } = useText();
  if (error === null || error === undefined) return null;
  return (
    <div className="note note-error" role="alert">
      <TriangleAlert aria-hidden="true" />
      <p>{errorText(error, t)}</p>
      {onRetry && <Button onClick={onRetry}>{t('common.action.retry')}</Button>}
    </div>
  );
}

/** Keeps a fault of one page from taking the frame with it; another location is another try. */
export function PageBoundary({
  location,
  children,
}: {
  readonly location: string;
  readonly children: ReactNode;
}) {
  return (
    <Boundary key={location} fallback={(error) => <Crashed error={error} />}>
      {children}
    </Boundary>
  );
}

function Crashed({ error }: { readonly error: Error }) {
  const { t } = useText();
  return (
    <div className="note note-error" role="alert">
      <TriangleAlert aria-hidden="true" />
      <p>
        {t('common.state.crashed')} {error.message}
      </p>
    </div>
  );
}

type BoundaryProps = {
  readonly fallback: (error: Error) => ReactNode;
  readonly children: ReactNode;
};

/** React has this as a class only. */
class Boundary extends Component<BoundaryProps, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : this.props.fallback(error);
  }
}
