/** Who changed what, and what segments have been before. */
import { type AuditEntry, type Definitions, formatInstant, type Millis } from '../engine/index.ts';
import type { AuditQuery, AuditView, SegmentVersion } from './service.ts';

export function auditViews({ audit }: Definitions, query: AuditQuery): readonly AuditView[] {
  const found: AuditView[] = [];
  for (const entry of audit.newest()) {
    if (found.length >= query.limit) break;
    if (query.before !== undefined && entry.position >= query.before) continue;
    if (query.kind !== undefined && entry.kind !== query.kind) continue;
    if (query.id !== undefined && entry.id !== query.id) continue;
    found.push(viewOf(entry));
  }
  return found;
}

/** The newest first: what is saved now, if anything, then what each change took the place of. */
export function segmentVersions(definitions: Definitions, id: string): readonly SegmentVersion[] {
  const versions: SegmentVersion[] = [];
  const segment = definitions.segments.get(id);
  const by = new Map<number, string | undefined>();
  const replaced: SegmentVersion[] = [];
  for (const entry of definitions.audit.newest()) {
    if (entry.kind !== 'segment' || entry.id !== id) continue;
    if (entry.change === 'put') by.set(entry.position, entry.by);
    const { before } = entry;
    if (before !== undefined) replaced.push(versionOf(before));
  }
  if (segment !== undefined) versions.push(versionOf(segment));
  return [...versions, ...replaced].map((version) => {
    const key = by.get(Number(version.version));
    return key === undefined ? version : { ...version, by: key };
  });
}

function versionOf({
  version,
  name,
  description,
  rule,
  timezone,
  updatedAt,
}: {
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly rule: unknown;
  readonly timezone: string;
  readonly updatedAt: Millis;
}): SegmentVersion {
  const updated_at = formatInstant(updatedAt);
  return { version: String(version), name, description, rule, timezone, updated_at };
}

function viewOf(entry: AuditEntry): AuditView {
  const { position, at, by, kind, id, change } = entry;
  const view = {
    position,
    at: formatInstant(at),
    ...(by !== undefined && { by }),
    kind,
    id,
    change,
  };
  switch (entry.kind) {
    case 'segment':
      return { ...view, ...(entry.before && { before: versionOf(entry.before) }) };
    case 'group': {
      const { added, removed } = entry;
      return {
        ...view,
        ...(added !== undefined && { added }),
        ...(removed !== undefined && { removed }),
      };
    }
    case 'channel':
      return { ...view, ...(entry.before && { before: entry.before }) };
    case 'field':
    case 'attribute': {
      const { event, before } = entry;
      return { ...view, ...(event !== undefined && { event }), ...(before && { before }) };
    }
  }
}
