/** What a question of the comparison is. */

/** A question as its author writes it. */
export type AskedQuestion = {
  readonly name: string;
  readonly rule: unknown;
  /** May use the tables and macros that `duckdb-answers.ts` describes. */
  readonly sql: string;
  /** The moment, RFC 3339. */
  readonly at: string;
  readonly timezone?: string;
};

/** `covers` are features as `covers.ts` names them. */
export type Question = AskedQuestion & { readonly covers: readonly string[] };
