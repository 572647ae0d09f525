/** Testing single texts, compiled once for a question: what text fields and attributes share. */

import { assert } from './assert.ts';
import { fold } from './fold.ts';
import { matchesPattern, parsePattern } from './pattern.ts';
import type { ValueTest } from './plan.ts';

export type TextPredicate = (text: string) => boolean;

export function textPredicate(test: Extract<ValueTest, { kind: 'text' }>): TextPredicate {
  const values = test.ignoreCase ? test.values.map(fold) : test.values;
  const isMatch = exactPredicate(test.match, values);
  return test.ignoreCase ? (text) => isMatch(fold(text)) : isMatch;

  function exactPredicate(match: typeof test.match, values: readonly string[]): TextPredicate {
    switch (match) {
      case 'equals': {
        const wanted = new Set(values);
        return (text) => wanted.has(text);
      }
      case 'contains':
        return (text) => values.some((value) => text.includes(value));
      case 'starts':
        return (text) => values.some((value) => text.startsWith(value));
      case 'ends':
        return (text) => values.some((value) => text.endsWith(value));
      case 'pattern': {
        const pattern = parsePattern(test.values[0] as string, test.ignoreCase);
        assert(pattern.ok, 'a pattern was read before it is used');
        return (text) => matchesPattern(pattern.value, text);
      }
    }
  }
}
