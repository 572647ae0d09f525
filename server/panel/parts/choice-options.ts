/** What can be chosen, and what of it fits what somebody types. */

export type Option = {
  readonly value: string;
  readonly label: string;
  /** Beside the label: how common it is, its type. */
  readonly detail?: string;
  /** Options of one section follow each other. */
  readonly section?: string;
};

/** Shown at once; more are found by typing. */
const MAX_SHOWN = 60;

/** Those that begin with it first, then those that have it in them. */
export function matching(options: readonly Option[], typed: string | undefined): readonly Option[] {
  const wanted = (typed ?? '').trim().toLocaleLowerCase();
  if (wanted === '') return options.slice(0, MAX_SHOWN);
  const starting: Option[] = [];
  const containing: Option[] = [];
  for (const option of options) {
    const at = placeOf(option, wanted);
    if (at === 0) starting.push(option);
    else if (at > 0) containing.push(option);
  }
  return [...starting, ...containing].slice(0, MAX_SHOWN);
}

function placeOf({ label, value }: Option, wanted: string): number {
  const inLabel = label.toLocaleLowerCase().indexOf(wanted);
  return inLabel >= 0 ? inLabel : value.toLocaleLowerCase().indexOf(wanted);
}

/** What was typed, as an option of its own, unless it is one of them. */
export function otherOption(
  options: readonly Option[],
  typed: string | undefined,
): readonly Option[] {
  const value = (typed ?? '').trim();
  if (value === '' || named(options, value) !== undefined) return [];
  return [{ value, label: value }];
}

/** What is meant by what was typed when somebody leaves without choosing; undefined: nothing. */
export function takenOnLeave(
  options: readonly Option[],
  typed: string | undefined,
  allowsOther: boolean,
): string | undefined {
  const value = (typed ?? '').trim();
  if (value === '') return undefined;
  const exact = named(options, value);
  if (exact !== undefined) return exact.value;
  return allowsOther && matching(options, value).length === 0 ? value : undefined;
}

function named(options: readonly Option[], text: string): Option | undefined {
  return options.find(({ value, label }) => value === text || label === text);
}
