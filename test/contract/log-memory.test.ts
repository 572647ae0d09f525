/** The log in memory keeps the contract of logs. */
import { MemoryLog } from '../../storage/log-memory.ts';
import { describeLog } from './log-contract.ts';

describeLog('the log in memory', async () => new MemoryLog());
