/** Where a segment is built: from nothing, from a template, or from what is saved. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useClient } from '../api/client-context.ts';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { newGroup } from '../rule/draft.ts';
import { asGroup } from '../rule/draft-edit.ts';
import { readRule } from '../rule/draft-json.ts';
import { templateOf } from '../segments/templates.ts';
import type { T } from '../text/text.ts';
import { useText } from '../text/use-text.ts';
import type { Saved } from './use-save.ts';
import { Wizard } from './wizard.tsx';
import type { Content } from './wizard-state.ts';
import './wizard.css';

export default function WizardPage({
  id,
  template,
}: {
  readonly id?: string;
  readonly template?: string;
}) {
  const [round, setRound] = useState(0);
  const onRestart = () => setRound((now) => now + 1);
  return id === undefined ? (
    <NewSegment key={round} template={template ?? ''} onRestart={onRestart} />
  ) : (
    <SavedSegment key={round} id={id} onRestart={onRestart} />
  );
}

function NewSegment({
  template,
  onRestart,
}: {
  readonly template: string;
  readonly onRestart: () => void;
}) {
  const { t } = useText();
  const [content] = useState(() => contentOf(template, t));
  return (
    <Wizard place={`new/${template}`} content={content} saved={undefined} onRestart={onRestart} />
  );
}

/** Of a template; nothing for another id. */
function contentOf(template: string, t: T): Content {
  const found = templateOf(template);
  const read = found && readRule(found.rule);
  return {
    name: found ? t(`templates.${found.id}.name`) : '',
    description: found ? t(`templates.${found.id}.description`) : '',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    draft: read?.ok ? asGroup(read.draft) : newGroup('all'),
  };
}

function SavedSegment({ id, onRestart }: { readonly id: string; readonly onRestart: () => void }) {
  const { t } = useText();
  const client = useClient();
  // As it was when the page was opened: what is saved meanwhile does not change what is edited.
  const { data, error, refetch } = useQuery({
    queryKey: ['segment-to-edit', id],
    queryFn: ({ signal }) => client.segment(id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const saved = useMemo((): Saved | undefined => {
    if (data === undefined) return undefined;
    const { name, description, timezone, etag } = data;
    const read = readRule(data.rule);
    if (!read.ok) throw new Error(`the saved rule has a fault at ${read.fault.path}`);
    return { id, etag, content: { name, description, timezone, draft: asGroup(read.draft) } };
  }, [data, id]);
  if (error !== null) {
    return (
      <div className="stack">
        <ErrorNote error={error} onRetry={() => void refetch()} />
        <Link href="/segments">{t('common.state.home')}</Link>
      </div>
    );
  }
  if (saved === undefined) return <Loading />;
  return <Wizard place={id} content={saved.content} saved={saved} onRestart={onRestart} />;
}
