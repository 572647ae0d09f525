/** Says that conditions of a saved rule no longer fit the data; opened, which. */
import { TriangleAlert } from 'lucide-react';
import type { Issue } from '../../client.ts';
import { Popover } from '../parts/popover.tsx';
import { useText } from '../text/use-text.ts';

export function WarningsBadge({
  name,
  warnings,
}: {
  readonly name: string;
  readonly warnings: readonly Issue[];
}) {
  const { t, f } = useText();
  if (warnings.length === 0) return null;
  const count = warnings.length;
  return (
    <span className="segment-warnings">
      <Popover
        label={t('segments.warningsOf', { name })}
        icon={<TriangleAlert aria-hidden="true" />}
        text={t('segments.warnings', { count, formatted: f.number(count) })}
      >
        <WarningList warnings={warnings} />
      </Popover>
    </span>
  );
}

export function WarningList({ warnings }: { readonly warnings: readonly Issue[] }) {
  const { t } = useText();
  return (
    <div className="segment-warning-list small">
      <p>{t('segments.warningsIntro')}</p>
      <ul>
        {warnings.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {message} {path !== '' && <code className="muted">{path}</code>}
          </li>
        ))}
      </ul>
    </div>
  );
}
