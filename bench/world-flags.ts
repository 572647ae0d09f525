/**
 * The flags of benchmarks over a world: `--contacts N`, `--events N`, `--seed N` and `--data DIR`, a
 * folder that is filled once and used again (default: a temporary one), besides `--json FILE` and
 * `--smoke`.
 */
import type { ParseArgsConfig } from 'node:util';
import { WORLD_DEFAULTS, type World } from './world.ts';

export const WORLD_FLAGS = {
  contacts: { type: 'string', default: String(WORLD_DEFAULTS.contacts) },
  events: { type: 'string', default: String(WORLD_DEFAULTS.events) },
  seed: { type: 'string', default: String(WORLD_DEFAULTS.seed) },
  data: { type: 'string' },
  json: { type: 'string' },
  smoke: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export type WorldFlags = {
  readonly contacts: string;
  readonly events: string;
  readonly seed: string;
  readonly smoke: boolean;
};

export function worldOf({ contacts, events, seed, smoke }: WorldFlags): World {
  return {
    ...WORLD_DEFAULTS,
    seed: Number(seed),
    contacts: smoke ? 2000 : Number(contacts),
    events: smoke ? 20_000 : Number(events),
  };
}
