/** A saved rule as a sentence. */
import { useMemo } from 'react';
import type { Rule } from '../../client.ts';
import { readRule } from '../rule/draft-json.ts';
import { sentence } from '../rule/sentence.ts';
import { useWords } from '../rule/use-words.ts';
import { useText } from '../text/use-text.ts';

export function RuleSentence({ rule }: { readonly rule: Rule }) {
  const { t } = useText();
  const words = useWords();
  const read = useMemo(() => readRule(rule), [rule]);
  return read.ok ? sentence(read.draft, words) : t('segments.page.unreadable');
}
