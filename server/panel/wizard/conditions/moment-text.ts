/** Moments as the browser's inputs of days and times hold them, on the clock of whoever looks. */
import type { InstantValue, Value } from '../../rule/draft.ts';

export const MOMENT_KINDS = ['day', 'moment', 'today', 'now', 'ago', 'ahead'] as const;
export type MomentKind = (typeof MOMENT_KINDS)[number];

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Undefined: it does not show. */
export function momentKind(value: Value): MomentKind | undefined {
  if (value === 'today' || value === 'now') return value;
  if (typeof value === 'number') return 'moment';
  if (typeof value === 'string' && value !== '') return DAY.test(value) ? 'day' : 'moment';
  if (typeof value === 'object' && value !== null) return 'ago' in value ? 'ago' : 'ahead';
  return undefined;
}

/** What a kind of moment begins with. */
export function startOfKind(kind: MomentKind, nowMs: number): InstantValue {
  switch (kind) {
    case 'today':
    case 'now':
      return kind;
    case 'ago':
      return { ago: 'P7D' };
    case 'ahead':
      return { ahead: 'P7D' };
    case 'day':
      return localText(nowMs).slice(0, 10);
    case 'moment':
      return new Date(Math.floor(nowMs / 60_000) * 60_000).toISOString();
  }
}

/** `2026-03-01T12:00:00` on the local clock; empty if it is no moment. */
export function localText(value: Value): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return '';
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The moment of a local text; empty while it is none. */
export function momentOf(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
