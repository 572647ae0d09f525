/** The rule as programs have it. */
import type { Rule } from '../../client.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { useText } from '../text/use-text.ts';

export function RuleJson({ rule }: { readonly rule: Rule }) {
  const { t } = useText();
  return (
    <div className="stack">
      <p className="muted">{t('segments.json.explain')}</p>
      <CopyText text={JSON.stringify(rule, undefined, 2)} label={t('segments.json.copy')} />
    </div>
  );
}
