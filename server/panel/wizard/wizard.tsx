/** The wizard: what is built, how many that is, and saving it. */
import { Redo2, Save, Undo2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useReducer, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { MusterError, type Rule } from '../../client.ts';
import { useCatalog, useSegments } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Loading } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useToast } from '../parts/toast.tsx';
import type { Draft } from '../rule/draft.ts';
import { sentence } from '../rule/sentence.ts';
import { useWords } from '../rule/use-words.ts';
import { useText } from '../text/use-text.ts';
import { CountPanel } from './count-panel.tsx';
import { Details } from './details.tsx';
import { useDrops } from './drag-node.ts';
import { JsonView } from './json-view.tsx';
import { OvertakenDialog } from './overtaken-dialog.tsx';
import { placeIssues } from './place-issues.ts';
import { RuleTree } from './rule-tree.tsx';
import { freeId, idFromName } from './segment-id.ts';
import { type Tree, TreeContext } from './tree-context.ts';
import { keepWork, keptWork } from './unsaved.ts';
import { useAnnounce } from './use-announce.ts';
import { useLiveCount } from './use-live-count.ts';
import { type Saved, useSave } from './use-save.ts';
import { useChanges, useMissingValues, useReach } from './use-side-counts.ts';
import { type Content, startWizard, wizardReducer } from './wizard-state.ts';

const Members = lazy(async () => ({ default: (await import('../contacts/members.tsx')).Members }));
const WhyContact = lazy(async () => ({
  default: (await import('../contacts/why-contact.tsx')).WhyContact,
}));

const VIEWS = ['members', 'why', 'json'] as const;

export function Wizard({
  place,
  content,
  saved: opened,
  onRestart,
}: {
  /** What is edited, for work that is not saved. */
  readonly place: string;
  readonly content: Content;
  readonly saved: Saved | undefined;
  /** Begins again with `content`. */
  readonly onRestart: () => void;
}) {
  const { t } = useText();
  const words = useWords();
  const toast = useToast();
  const [, navigate] = useLocation();
  const [kept] = useState(() => keptWork(place));
  const [state, dispatch] = useReducer(wizardReducer, kept?.state ?? startWizard(content));
  const [saved, setSaved] = useState(kept === undefined ? opened : kept.saved);
  const [chosenId, setChosenId] = useState<string | undefined>(undefined);
  const [isStrict, setIsStrict] = useState(false);
  const [view, setView] = useState<(typeof VIEWS)[number]>('members');
  const { message, announce } = useAnnounce();
  const saving = useSave(saved);
  // On its way before the first condition needs it.
  useCatalog();
  const taken = new Set((useSegments().data ?? []).map(({ id }) => id));
  const { now } = state;
  const id = saved?.id ?? freeId(chosenId ?? idFromName(now.name), taken);

  const live = useLiveCount(now.draft, now.timezone);
  const { written } = live;
  const isReady = !live.isOld && live.error === null;
  const asked = { rule: written.rule, timezone: now.timezone, isReady };
  const reach = useReach(asked);
  const isDirty = !isSame(now, saved?.content ?? content);
  const changes = useChanges(isDirty ? saved?.id : undefined, asked);
  const missing = useMissingValues(now.draft);

  useEffect(
    () => keepWork(place, isDirty ? { state, saved } : undefined),
    [place, isDirty, state, saved],
  );
  useWarnBeforeUnload(isDirty);

  const change = (next: Partial<Omit<Content, 'draft'>> & { draft?: Draft }, at = '') =>
    dispatch({ kind: 'change', content: next, place: at, atMs: Date.now() });
  const tree: Tree = {
    draft: now.draft,
    edit: (draft, at) => change({ draft }, at),
    counts: live.nodes,
    missing,
    issues: mergedIssues(live.issues, saving.error, written.keys, now.draft),
    incomplete: new Set(written.incomplete),
    isOld: live.isOld,
    isStrict,
    announce,
  };
  useDrops(tree, (key) => announce(t('wizard.did.moved'), key));

  const save = async (force = false) => {
    const [first] = written.incomplete;
    if (now.name.trim() === '' || first !== undefined) {
      setIsStrict(true);
      if (now.name.trim() === '') {
        document.querySelector<HTMLElement>('[data-field="name"]')?.focus();
      } else announce(t('wizard.save.incomplete'), first);
      return;
    }
    const next = await saving.save(id, now, force);
    if (next === undefined) return;
    setSaved(next);
    setIsStrict(false);
    keepWork(place, undefined);
    toast(t('wizard.save.done', { name: next.content.name }));
    if (saved === undefined) {
      navigate(`/segments/${encodeURIComponent(id)}/edit`, { replace: true });
    }
  };

  const incomplete = written.incomplete.length;
  return (
    <div
      className="wizard"
      onKeyDown={(event) => {
        const isCommand = event.ctrlKey || event.metaKey;
        if (isCommand && event.key === 's') {
          event.preventDefault();
          void save();
        }
        // Within an input it is the input's own.
        if (!isCommand || event.key.toLowerCase() !== 'z' || isTextInput(event.target)) return;
        event.preventDefault();
        dispatch({ kind: event.shiftKey ? 'redo' : 'undo' });
      }}
    >
      <div className="page-head">
        <h1>{saved ? t('wizard.title.edit') : t('wizard.title.new')}</h1>
        <div className="row">
          <Button
            icon={<Undo2 aria-hidden="true" />}
            label={t('common.action.undo')}
            disabled={state.past.length === 0}
            onClick={() => dispatch({ kind: 'undo' })}
          />
          <Button
            icon={<Redo2 aria-hidden="true" />}
            label={t('common.action.redo')}
            disabled={state.future.length === 0}
            onClick={() => dispatch({ kind: 'redo' })}
          />
          <Button
            kind="primary"
            icon={<Save aria-hidden="true" />}
            disabled={saving.isSaving}
            onClick={() => void save()}
          >
            {t('common.action.save')}
          </Button>
        </div>
      </div>
      <p className="only-heard" role="status">
        {message}
      </p>
      {kept !== undefined && isDirty && (
        <div className="note">
          <p>{t('wizard.restored.explain')}</p>
          <Button
            onClick={() => {
              keepWork(place, undefined);
              onRestart();
            }}
          >
            {t('wizard.restored.discard')}
          </Button>
        </div>
      )}
      <div className="wizard-columns">
        <div className="stack">
          <Details
            content={now}
            id={id}
            isNew={saved === undefined}
            isStrict={isStrict}
            error={saving.isOvertaken ? null : saving.error}
            onChange={change}
            onId={setChosenId}
          />
          <TreeContext.Provider value={tree}>
            <RuleTree />
          </TreeContext.Provider>
          <section className="card sentence" aria-label={t('wizard.sentence')}>
            <p>{sentence(now.draft, words)}</p>
          </section>
          <section className="card">
            <Tabs
              label={t('wizard.view.label')}
              names={VIEWS}
              chosen={view}
              onChoose={setView}
              title={(one) => t(`wizard.view.${one}`)}
            >
              <Suspense fallback={<Loading />}>
                {view === 'members' && (
                  <Members rule={written.rule as Rule} timezone={now.timezone} />
                )}
                {view === 'why' && (
                  <WhyContact
                    question={{ rule: written.rule as Rule, timezone: now.timezone }}
                    rule={written.rule as Rule}
                  />
                )}
                {view === 'json' && (
                  <JsonView
                    rule={written.rule}
                    incomplete={incomplete}
                    onRule={(draft) => change({ draft })}
                  />
                )}
              </Suspense>
            </Tabs>
          </section>
        </div>
        <CountPanel
          live={live}
          reach={reach}
          changes={saved !== undefined && isDirty ? changes : undefined}
        />
      </div>
      {saving.isOvertaken && saved && (
        <OvertakenDialog
          onClose={saving.reset}
          onOverwrite={() => {
            saving.reset();
            void save(true);
          }}
          onTheirs={() => {
            keepWork(place, undefined);
            saving.reset();
            navigate(`/segments/${encodeURIComponent(saved.id)}`);
          }}
        />
      )}
    </div>
  );
}

/** Errors that the count found and those of saving, which may be more. */
function mergedIssues(
  counted: Tree['issues'],
  refusal: Error | null,
  keys: ReadonlyMap<string, string>,
  draft: Draft,
): Tree['issues'] {
  if (counted.size > 0 || !(refusal instanceof MusterError)) return counted;
  return placeIssues(refusal.errors, keys, draft);
}

function isSame(a: Content, b: Content): boolean {
  return (
    a === b ||
    (a.draft === b.draft &&
      a.name === b.name &&
      a.description === b.description &&
      a.timezone === b.timezone)
  );
}

function isTextInput(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function useWarnBeforeUnload(isDirty: boolean): void {
  const latest = useRef(isDirty);
  latest.current = isDirty;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (latest.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}
