/** Opens a data folder for a command, alone; loaded only by commands that need the engine. */
import { CliError, reasonOf } from './cli-error.ts';
import { lockFolder } from './cli-lock.ts';
import { openMuster } from './muster.ts';

export type OpenOptions = Parameters<typeof openMuster>[0];

export async function openFolder(options: OpenOptions): ReturnType<typeof openMuster> {
  try {
    await lockFolder(options.data);
    return await openMuster(options);
  } catch (error) {
    throw new CliError(`cannot open the data folder ${options.data}: ${reasonOf(error)}`);
  }
}
