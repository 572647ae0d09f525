/** What the engine gives to storage and server. */
export { assert, assertNever } from './assert.ts';
export { type AuditEntry, type AuditedChange, withinAudit } from './audit-trail.ts';
export { bindRules } from './bind-rule.ts';
export { type Bitmap, deserializeOwn, emptyBitmap, serialize } from './bitmap.ts';
export type { Millis, Ordinal, Position } from './brands.ts';
export { calendarMoments } from './calendar-moments.ts';
export { DEFAULT_CHANNELS } from './channels.ts';
export { ContactWorld } from './contact-world.ts';
export {
  type DefinitionChange,
  Definitions,
  type DefinitionsState,
  type Segment,
  type SegmentDefinition,
} from './definitions.ts';
export { Dictionary } from './dictionary.ts';
export { parseDuration } from './duration.ts';
export type { Executor } from './executor.ts';
export { InlineExecutor } from './executor-inline.ts';
export { fold } from './fold.ts';
export { grown } from './growable.ts';
export { formatDate, formatInstant, MAX_INSTANT, MIN_INSTANT, parseInstant } from './instant.ts';
export { type ContactItem, type EventItem, ItemReader } from './item.ts';
export { isLeaf } from './leaf-access.ts';
export { LruMap } from './lru-map.ts';
export { type Piece, type SavedPiece, shardOfPiece } from './piece.ts';
export type {
  AttributeRef,
  EventLeaf,
  Plan,
  PlanLeaf,
  PlanNode,
  PlanStep,
  PlanWhere,
  Span,
  ValueTest,
} from './plan.ts';
export { edgesOf } from './plan-edges.ts';
export { type Explanation, type NodeExplanation, sumOfExplanations } from './plan-explain.ts';
export type { Access } from './plan-trace.ts';
export { earliestMoment } from './plan-window.ts';
export { err, type Issue, ok, type Result } from './result.ts';
export type { RowChunk, RowFormat } from './row.ts';
export { csvHeader } from './row-csv.ts';
export { msgpackArrayHeader } from './row-msgpack.ts';
export { AGGREGATES, OPERATORS, type Rule } from './rule.ts';
export { and, Canonicalizer, type CanonicalRule, not } from './rule-canonical.ts';
export { checkRule } from './rule-check.ts';
export { MAX_LIST_ITEMS, MAX_RULE_LEVELS } from './rule-limits.ts';
export { parseRule } from './rule-parse.ts';
export { weightOf } from './rule-weight.ts';
export { CREATED_AT, Schema, type SchemaChange, type SchemaState } from './schema.ts';
export {
  decodeBatch,
  encodeBatch,
  OP,
  redactBatch,
  type ShardOp,
} from './shard-batch.ts';
export { ShardSet } from './shard-set.ts';
export { SHARD_SIZES, type ShardSizes } from './shard-sizes.ts';
export type {
  CountReply,
  Reply,
  Request,
  ShardFigures,
  ShardRecord,
  ShardTask,
  ShardUpdate,
  ThreadFigures,
  ValueCount,
} from './shard-tasks.ts';
export { eventNameFault, idFault, nameFault, pointer } from './text.ts';
export { type JsonValue, VALUE_TYPES, type ValueType } from './value.ts';
export { isTimeZone } from './zone.ts';
