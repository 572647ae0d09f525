/** The count of a node alone, and what the whole would be without it. */
import { TriangleAlert } from 'lucide-react';
import { useText } from '../text/use-text.ts';
import { useTree } from './tree-context.ts';

export function NodeCountText({ node }: { readonly node: string }) {
  const { t, f } = useText();
  const { draft, counts, missing, incomplete, isOld, isStrict } = useTree();
  const isRoot = draft.key === node;
  const known = counts.get(node);
  if (incomplete.has(node)) {
    return (
      <p className={`node-count ${isStrict ? 'error' : 'muted'}`}>
        {isStrict && <TriangleAlert aria-hidden="true" />} {t('wizard.count.incomplete')}
      </p>
    );
  }
  const without = missing.get(node);
  return (
    <p className={`node-count ${isOld ? 'is-old' : ''}`} data-count={known?.count}>
      {known === undefined ? (
        <span aria-hidden="true">…</span>
      ) : (
        <>
          <strong className="number">{f.number(known.count)}</strong>{' '}
          {!isRoot && (
            <>
              <span className="muted small">{t('wizard.count.alone')}</span>
              <span className="muted small number node-without">
                {t('wizard.count.without', { formatted: f.number(known.without) })}
              </span>
            </>
          )}
        </>
      )}
      {without !== undefined && without > 0 && (
        <span className="badge badge-warn node-missing">
          {t('wizard.count.missing', { count: without, formatted: f.number(without) })}
        </span>
      )}
    </p>
  );
}
