/**
 * Options with which a server does all that it does in the background often enough for a short
 * test to meet it.
 */
export const BUSY_FLAGS: readonly string[] = [
  '--threads',
  '2',
  '--checkpoint-every',
  'PT0.05S',
  '--compact-every',
  'PT0.15S',
  '--log-range',
  '65536',
];
