/** Bounds of what a rule and a value may be. A rule beyond one is refused with its place. */
export const MAX_RULE_LEVELS = 64;
export const MAX_RULE_NODES = 10_000;
export const MAX_SEQUENCE_STEPS = 8;
export const MAX_PATTERN_BYTES = 1024;
export const MAX_OPERAND_VALUES = 100_000;
/** Texts that are looked for within each value: `contains`, `starts_with`, `ends_with`. */
export const MAX_SEARCHED_VALUES = 1000;
/** Levels of a rule together with those of the rules it refers to. */
export const MAX_REFERENCE_LEVELS = 512;
export const MAX_ANNIVERSARY_DAYS = 366;
export const MAX_ID_BYTES = 256;
export const MAX_NAME_CHARACTERS = 128;
/** Names that there are: each has an index of its own in every shard. */
export const MAX_FIELDS = 5000;
export const MAX_EVENT_TYPES = 10_000;
/** Of an event type. */
export const MAX_ATTRIBUTES = 1000;
export const MAX_TEXT_BYTES = 4096;
export const MAX_LIST_ITEMS = 1000;
export const MAX_LIST_ITEM_BYTES = 256;
