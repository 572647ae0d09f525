/**
 * Options with which a server does all that it does in the background often enough for a short
 * test to meet it. Events are let go of that are older than any that the clients write.
 */
export const WHOLE_LOG_FLAGS: readonly string[] = [
  '--threads',
  '2',
  '--checkpoint-every',
  'PT0.05S',
  '--compact-every',
  'PT0.15S',
  '--log-range',
  '65536',
  '--retention',
  'P30000D',
];

/** The same, and the log is trimmed behind the checkpoints. */
export const BUSY_FLAGS: readonly string[] = [...WHOLE_LOG_FLAGS, '--log-keep', 'PT0.2S'];
