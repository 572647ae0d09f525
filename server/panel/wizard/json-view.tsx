/** The rule as JSON, both ways: it follows the tree, and what is typed becomes the tree. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { useToast } from '../parts/toast.tsx';
import type { Draft } from '../rule/draft.ts';
import { type Json, type RuleFault, readRuleText } from '../rule/draft-json.ts';
import type { T } from '../text/text.ts';
import { useText } from '../text/use-text.ts';

export function JsonView({
  rule,
  incomplete,
  onRule,
}: {
  readonly rule: Json;
  /** So many conditions are not in it yet. */
  readonly incomplete: number;
  readonly onRule: (draft: Draft) => void;
}) {
  const { t } = useText();
  const toast = useToast();
  const id = useId();
  const shown = JSON.stringify(rule, undefined, 2);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  // What changes the rule elsewhere takes the place of what was typed here.
  useEffect(() => setTyped(undefined), [shown]);
  const read = typed === undefined ? undefined : readRuleText(typed);
  const fault = read !== undefined && !read.ok ? read.fault : undefined;
  const apply = () => {
    if (read?.ok !== true) return;
    setTyped(undefined);
    onRule(read.draft);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(typed ?? shown);
    toast(t('common.action.copied'));
  };
  return (
    <div className="stack">
      <label htmlFor={id} className="muted small">
        {t('wizard.json.hint')}
      </label>
      {incomplete > 0 && (
        <p className="note note-warn small">
          {t('wizard.json.incomplete', { count: incomplete, formatted: String(incomplete) })}
        </p>
      )}
      <textarea
        id={id}
        className="json"
        spellCheck={false}
        rows={Math.min(30, (typed ?? shown).split('\n').length + 1)}
        value={typed ?? shown}
        onChange={({ target }) => setTyped(target.value)}
        aria-invalid={fault !== undefined || undefined}
        aria-describedby={fault && `${id}-fault`}
      />
      {fault && (
        <p className="error" id={`${id}-fault`} role="alert">
          {faultText(fault, t)}
        </p>
      )}
      <div className="row">
        <Button
          kind="primary"
          icon={<Check aria-hidden="true" />}
          disabled={read?.ok !== true}
          onClick={apply}
        >
          {t('wizard.json.apply')}
        </Button>
        <Button icon={<Copy aria-hidden="true" />} onClick={() => void copy()}>
          {t('common.action.copy')}
        </Button>
      </div>
    </div>
  );
}

function faultText({ path, fault, about = '' }: RuleFault, t: T): string {
  const words = t(`wizard.json.fault.${fault}`, { about });
  return path === '' ? words : t('wizard.json.at', { path, words });
}
