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

/** What is called just so first, then what begins with it, then what has it in it. */
export function matching(options: readonly Option[], typed: string | undefined): readonly Option[] {
  const wanted = plain((typed ?? '').trim());
  if (wanted === '') return options.slice(0, MAX_SHOWN);
  const found: [Option[], Option[], Option[]] = [[], [], []];
  for (const option of options) {
    const texts = [plain(option.label), plain(option.value)];
    if (texts.includes(wanted)) found[0].push(option);
    else if (texts.some((text) => text.startsWith(wanted))) found[1].push(option);
    else if (texts.some((text) => text.includes(wanted))) found[2].push(option);
  }
  return found.flat().slice(0, MAX_SHOWN);
}

/** As it is typed in a hurry: small letters without their marks. */
function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l');
}

/** What was typed, as an option of its own, unless it is one of them. */
export function otherOption(
  options: readonly Option[],
  typed: string | undefined,
  detail: string,
): readonly Option[] {
  const value = (typed ?? '').trim();
  if (value === '' || named(options, value) !== undefined) return [];
  return [{ value, label: value, detail }];
}

/** What is meant by what was typed when somebody leaves without choosing; undefined: nothing. */
export function takenOnLeave(
  options: readonly Option[],
  typed: string | undefined,
  allowsOther: boolean,
): string | undefined {
  const value = (typed ?? '').trim();
  if (value === '') return undefined;
  const meant = named(options, value) ?? named(options, value, (text) => text.toLowerCase());
  return meant?.value ?? (allowsOther ? value : undefined);
}

function named(
  options: readonly Option[],
  text: string,
  read: (text: string) => string = (same) => same,
): Option | undefined {
  const wanted = read(text);
  return options.find(({ value, label }) => read(value) === wanted || read(label) === wanted);
}

/** Whether one of the options goes on with a comma where the text ends: then it is a letter of it. */
export function goesOnWithComma(options: readonly Option[], typed: string): boolean {
  const start = plain(`${typed.trim()},`);
  return options.some(
    ({ label, value }) => plain(label).startsWith(start) || plain(value).startsWith(start),
  );
}
