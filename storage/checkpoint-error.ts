/** A checkpoint that cannot be read or made: the message names the file and the piece. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
