/** The recipients as a file, or as the request that a campaign sender makes. */
import { Download, Snowflake } from 'lucide-react';
import { useState } from 'react';
import type { AudienceQuestion } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { serverUrl } from '../api/session.ts';
import { ColumnPicker } from '../contacts/column-picker.tsx';
import { useColumns } from '../contacts/use-columns.ts';
import { Button } from '../parts/button.tsx';
import { CopyText } from '../parts/copy-text.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useToast } from '../parts/toast.tsx';
import { FreezeDialog } from '../segments/freeze-dialog.tsx';
import { useText } from '../text/use-text.ts';
import { saveFile } from './save-file.ts';

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
export type FileKind = keyof typeof TYPES;

export function ExportPanel({
  question,
  segment,
  recipients,
}: {
  readonly question: AudienceQuestion;
  /** Its id. */
  readonly segment: string;
  readonly recipients: number;
}) {
  const { t, f } = useText();
  const { columns, choose } = useColumns();
  const [isSafe, setIsSafe] = useState(true);
  const [isFreezing, setIsFreezing] = useState(false);
  const download = useDownload(question, columns, isSafe);
  return (
    <section className="stack" aria-label={t('audience.export.title')}>
      <h2>{t('audience.export.title')}</h2>
      <div className="row">
        {(['csv', 'ndjson'] as const).map((kind) => (
          <Button
            key={kind}
            kind={kind === 'csv' ? 'primary' : 'plain'}
            icon={<Download aria-hidden="true" />}
            disabled={download.isBusy}
            onClick={() => void download.start(kind)}
          >
            {t(`audience.export.${kind}`, { formatted: f.number(recipients) })}
          </Button>
        ))}
        <ColumnPicker columns={columns} onChange={choose} />
        <Button icon={<Snowflake aria-hidden="true" />} onClick={() => setIsFreezing(true)}>
          {t('audience.export.freeze')}
        </Button>
      </div>
      <label className="row small">
        <input
          type="checkbox"
          checked={isSafe}
          onChange={({ target }) => setIsSafe(target.checked)}
        />
        {t('audience.export.safe')}
      </label>
      <ErrorNote error={download.error} />
      <details>
        <summary>{t('audience.export.api')}</summary>
        <CopyText text={curlOf(question, columns)} label={t('common.action.copy')} />
      </details>
      {isFreezing && (
        <FreezeDialog
          segment={{ id: segment, name: segment }}
          onClose={() => setIsFreezing(false)}
        />
      )}
    </section>
  );
}

/** Downloads the recipients, or whom a step takes away. */
export function useDownload(
  question: AudienceQuestion,
  fields: readonly string[],
  safe: boolean,
): {
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly start: (kind: FileKind, step?: number) => Promise<void>;
} {
  const { t, f } = useText();
  const client = useClient();
  const toast = useToast();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const start = async (kind: FileKind, step?: number) => {
    setIsBusy(true);
    setError(null);
    try {
      const asked = step === undefined ? question : { ...question, step };
      const { bytes, count, at } = await client.audienceFile(asked, TYPES[kind], { fields, safe });
      const about = 'segment' in question ? question.segment : 'recipients';
      saveFile(bytes, fileName(about, step, at, kind), TYPES[kind]);
      toast(t('audience.export.done', { count, formatted: f.number(count), when: f.moment(at) }));
    } catch (refusal) {
      setError(refusal as Error);
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, error, start };
}

/** `vip-step-2-20260301T120000Z.csv`. */
function fileName(about: string, step: number | undefined, at: string, kind: FileKind): string {
  const moment = at.replaceAll(/[-:]|\.\d+/g, '');
  const part = step === undefined ? '' : `-step-${step + 1}`;
  return `${about.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}${part}-${moment}.${kind}`;
}

function curlOf(question: AudienceQuestion, fields: readonly string[]): string {
  const body = JSON.stringify({ ...question, fields }).replaceAll("'", String.raw`'\''`);
  return [
    `curl -X POST '${serverUrl()}v1/audience/recipients'`,
    `-H 'Content-Type: application/json'`,
    `-H 'Accept: application/x-ndjson'`,
    `-d '${body}'`,
  ].join(' \\\n  ');
}
