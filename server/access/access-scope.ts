/** What a key may do. A route asks for one scope, for any valid key, or for none. */
export const SCOPES = ['ingest', 'read', 'manage', 'export'] as const;

export type Scope = (typeof SCOPES)[number];

/** What a route asks for: a key with a scope, with `any` whichever key; undefined: nothing. */
export type NeededScope = Scope | 'any' | undefined;

export const SCOPE_MEANS: Readonly<Record<Scope, string>> = {
  ingest: 'write contacts and events',
  read: 'count, explain, compare; see segments, groups, channels, names of fields and events',
  manage: 'change segments, fields, groups and channels; delete contacts; see the audit',
  export: 'whatever shows the values of contacts: recipients, previews, contacts, common values',
};

/** Who asks: somebody with a key, or, when there are none, whoever is on this machine. */
export type Caller = {
  /** The id of the key; undefined without keys. */
  readonly key: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** Rows of events, as an estimate says, that may be read for one answer; without it any number. */
  readonly maxRows?: number;
};

export const THIS_MACHINE: Caller = { key: undefined, scopes: new Set(SCOPES) };
