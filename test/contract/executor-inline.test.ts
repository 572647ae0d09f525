/** Shards in this thread keep the contract of executors. */
import { InlineExecutor } from '../../engine/index.ts';
import { describeExecutor, SHARD_BITS } from './executor-contract.ts';

describeExecutor('shards inline', () => new InlineExecutor(SHARD_BITS));
