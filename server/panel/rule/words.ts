/** What a rule is put into words with. */
import type { Formats } from '../text/formats.ts';
import type { T } from '../text/text.ts';

export type Words = {
  readonly t: T;
  readonly f: Formats;
  readonly nameOfSegment: (id: string) => string;
  readonly nameOfGroup: (id: string) => string;
};
