/** Saving what was built: under a new id, or in place of the version that was opened. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MusterError, type Rule, type SegmentWrite } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { writeRule } from '../rule/draft-json.ts';
import type { Content } from './wizard-state.ts';

export type Saved = {
  readonly id: string;
  /** Of the version that was opened or saved last. */
  readonly etag: string;
  readonly content: Content;
};

export type Saving = {
  readonly isSaving: boolean;
  readonly error: Error | null;
  /** Somebody else saved the segment meanwhile. */
  readonly isOvertaken: boolean;
  /** The saved version, undefined if it was refused; `force` saves over what is there. */
  readonly save: (id: string, content: Content, force?: boolean) => Promise<Saved | undefined>;
  readonly reset: () => void;
};

export function useSave(saved: Saved | undefined): Saving {
  const client = useClient();
  const queries = useQueryClient();
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const save: Saving['save'] = async (id, content, force = false) => {
    setIsSaving(true);
    setError(null);
    try {
      const ifMatch = saved !== undefined && !force ? { ifMatch: saved.etag } : {};
      const { etag } = await client.putSegment(id, segmentOf(content), ifMatch);
      await queries.invalidateQueries({ queryKey: ['segments'] });
      queries.removeQueries({ queryKey: ['segment', id] });
      queries.removeQueries({ queryKey: ['changes', id] });
      return { id, etag, content };
    } catch (refusal) {
      setError(refusal as Error);
      return undefined;
    } finally {
      setIsSaving(false);
    }
  };
  return {
    isSaving,
    error,
    isOvertaken: error instanceof MusterError && error.status === 412,
    save,
    reset: () => setError(null),
  };
}

function segmentOf({ name, description, timezone, draft }: Content): SegmentWrite {
  return {
    name: name.trim(),
    description: description.trim(),
    timezone,
    rule: writeRule(draft).rule as Rule,
  };
}
