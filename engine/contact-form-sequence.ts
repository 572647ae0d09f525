/** A sequence of events as a standing condition: when to look at a contact again, and how. */
import type { EventScan } from './event-scan.ts';
import { holdsFor } from './event-sequence.ts';
import type { EventStore } from './event-store.ts';
import { grown } from './growable.ts';
import type { PlanLeaf, PlanStep, SequenceLeaf, Span } from './plan.ts';
import type { ContactForm, RowsOfContact } from './standing-contacts.ts';
import { zoneOf } from './zone.ts';

/** Whether the moments at which a leaf changes are those of its rows, moved by exact durations. */
export function isExactSequence({ absent }: SequenceLeaf): boolean {
  return absent?.gap === undefined || absent.gap.months === 0;
}

export function sequenceForm(leaf: SequenceLeaf, store: EventStore): ContactForm {
  const scansOf = ({ sources }: PlanStep) => sources.map((source) => store.scanOf(source));
  const steps = leaf.steps.map(scansOf);
  const absent = leaf.absent === undefined ? [] : scansOf(leaf.absent);
  const stepScans = steps.flat();
  const zone = zoneOf(leaf.zone);
  const gapMs = leaf.absent?.gap?.exactMs;
  const sequence = (asked: PlanLeaf) => asked as SequenceLeaf;

  return {
    needed: steps[0] as readonly EventScan[],
    scans: [...stepScans, ...absent],
    edges: [
      { scans: stepScans, placeIn: (asked) => sequence(asked).window.from },
      { scans: stepScans, placeIn: (asked) => sequence(asked).window.to },
      // What comes too early for an absence to be known, and what breaks one.
      { scans: absent, placeIn: (asked) => sequence(asked).at + 1 },
      {
        scans: gapMs === undefined ? [] : (steps.at(-1) as readonly EventScan[]),
        placeIn: (asked) => sequence(asked).at - (gapMs ?? 0) + 1,
      },
    ],
    windowOf: (asked) => sequence(asked).window,
    // Without an absence, what comes later cannot undo a chain.
    isLasting: leaf.absent === undefined,
    isMatch(asked, rows) {
      const { window, at } = sequence(asked);
      const times: Float64Array[] = [];
      for (const scans of steps) {
        const own = timesOf(scans, window, rows);
        if (own.length === 0) return false;
        times.push(own);
      }
      const breaks = timesOf(absent, { from: window.from, to: at + 1 }, rows);
      return holdsFor(sequence(asked), zone, times, breaks);
    },
    stableOf(asked, [from, to, broken, ended]) {
      const byAbsence = leaf.absent === undefined ? Infinity : (broken as number) - 1;
      const byGap = gapMs === undefined ? Infinity : (ended as number) + gapMs - 1;
      return [
        from as number,
        to as number,
        Math.max(sequence(asked).at, Math.min(byAbsence, byGap)),
      ];
    },
  };
}

/** Ascending times of a contact's rows that some scans mean. */
function timesOf(
  scans: readonly EventScan[],
  { from, to }: Span,
  rows: RowsOfContact,
): Float64Array {
  let times = new Float64Array(0);
  let count = 0;
  for (const scan of scans) {
    rows(scan.source.event, (page, row) => {
      const time = page.times[row] as number;
      if (time < from || time >= to || !scan.means(page, row)) return;
      times = grown(times, count + 1);
      times[count++] = time;
    });
  }
  return times.subarray(0, count).sort();
}
