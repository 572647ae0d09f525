/** Moments at which the log on disk is between two states: tests end the process there. */
export type LogPoint =
  | 'range-created'
  | 'range-appended'
  | 'range-sealed'
  | 'compact-begun'
  | 'compact-written'
  | 'compact-switched'
  | 'trim-deleted-one';

export type AtLogPoint = (point: LogPoint) => void;
