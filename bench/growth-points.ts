/** What a run of the growth benchmark says: how time and memory go with the size, one point a size. */

export type GrowthPoint = {
  readonly contacts: number;
  readonly eventsPerContact: number;
  /** Medians over the questions of counts asked again, and asked for the first time. */
  readonly hotMedianMs: number;
  readonly coldMedianMs: number;
  /** Resident memory of a process that has opened the data. */
  readonly rssBytes: number;
  /** What the process just opened holds more than one with the contacts alone, for each event. */
  readonly bytesPerEvent: number;
};

export type GrowthFigures = { readonly points: readonly GrowthPoint[] };
