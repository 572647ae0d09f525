/**
 * Copies a data folder and kills itself at the nth moment between two states; prints a line for each
 * that it comes to. Arguments: the folder, the target, the number of the moment, 0 for none.
 */
import { writeSync } from 'node:fs';
import { backupFolder } from '../../dist/storage/folder-copy.js';

const [from, to, fatal] = process.argv.slice(2);
let points = 0;

await backupFolder(from, to, undefined, (point) => {
  points += 1;
  writeSync(1, `${point}\n`);
  if (points === Number(fatal)) process.kill(process.pid, 'SIGKILL');
});
