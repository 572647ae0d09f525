/** Pieces of shards: what is left in them after erasure, and what is wrong with damaged ones. */
import { describe, expect, test } from 'vitest';
import {
  encodeBatch,
  OP,
  type Position,
  type SavedPiece,
  Schema,
  type SchemaChange,
  type ShardOp,
  ShardSet,
  type ShardSizes,
  shardOfPiece,
} from '../../engine/index.ts';

const SIZES: ShardSizes = {
  pageRows: 3,
  chunkContacts: 4,
  chunkTexts: 4,
  blockDays: 2,
  savedPosting: 2,
  stepBytes: 64,
};
const DAY = 86_400_000;

const CHANGES: readonly SchemaChange[] = [
  { kind: 'field-declared', name: 'city', type: 'text' },
  { kind: 'field-declared', name: 'tags', type: 'list' },
  { kind: 'field-declared', name: 'age', type: 'number' },
  { kind: 'event-declared', name: 'visit' },
  { kind: 'attribute-declared', event: 0, name: 'page', type: 'text' },
  { kind: 'attribute-declared', event: 0, name: 'words', type: 'list' },
];
const [CITY, TAGS, AGE] = [1, 2, 3];
const [PAGE, WORDS] = [0, 1];

class World {
  shards = new ShardSet(4, SIZES);
  readonly schema = new Schema();
  #position = 0;

  constructor() {
    this.apply([], CHANGES);
  }

  apply(ops: readonly ShardOp[], changes: readonly SchemaChange[] = []): void {
    this.#position += 1;
    for (const change of changes) this.schema.apply(change);
    const position = this.#position as Position;
    const batches = ops.length === 0 ? [] : [[0, encodeBatch(ops)] as const];
    this.shards.run('apply', { records: [{ position, schema: changes, batches }] });
  }

  /** A contact whose every text holds a word. */
  add(local: number, word: string, day: number): void {
    this.apply([
      [OP.create, local, `id-${word}`],
      [OP.set, local, CITY, `city-${word}`],
      [OP.set, local, TAGS, [`tag-${word}`, 'shared']],
      [OP.set, local, AGE, local],
      [OP.event, local, 0, day * DAY, [PAGE, `page-${word}`, WORDS, [`word-${word}`, 'all']], null],
    ]);
  }

  erase(): void {
    let { done } = this.shards.run('erase', { start: true });
    while (!done) ({ done } = this.shards.run('erase', { start: false }));
  }

  snapshot(start: 'full' | 'changed' = 'full'): readonly SavedPiece[] {
    const pieces = [];
    let step = this.shards.run('snapshot', { start });
    pieces.push(...step.pieces);
    while (!step.done) {
      step = this.shards.run('snapshot', {});
      pieces.push(...step.pieces);
    }
    return pieces.flatMap(({ name, bytes }) => (bytes === undefined ? [] : [{ name, bytes }]));
  }

  /** Shards as they were opened, in the place of those that were lost. */
  static of(shards: ShardSet): World {
    const world = new World();
    world.shards = shards;
    return world;
  }

  open(pieces: readonly SavedPiece[]): ShardSet {
    const shards = new ShardSet(4, SIZES);
    shards.run('restore', { step: 'schema', schema: this.schema.dump() });
    shards.run('restore', { step: 'pieces', pieces });
    shards.run('restore', { step: 'finish' });
    return shards;
  }
}

function filled(): World {
  const world = new World();
  for (let local = 0; local < 10; local++) {
    world.add(local, local % 3 === 1 ? `canary${local}` : `kept${local}`, local);
  }
  world.apply([[OP.groupSet, 'group', [1, 2, 4]]]);
  return world;
}

const textOf = (pieces: readonly SavedPiece[]): string =>
  pieces.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('\n');

describe('erasure', () => {
  test('leaves nothing of deleted contacts in any piece, and the others whole', () => {
    const world = filled();
    expect(textOf(world.snapshot())).toContain('canary');
    for (const local of [1, 4, 7]) world.apply([[OP.remove, local]]);
    const before = world.shards.run('fingerprint', {});
    // Ids and values of fields are gone at once; what was in events waits for the erasure.
    expect(textOf(world.snapshot())).not.toMatch(/(id|city|tag)-canary/);
    expect(textOf(world.snapshot())).toContain('page-canary');
    world.erase();
    const pieces = world.snapshot();
    expect(textOf(pieces)).not.toContain('canary');
    for (const kind of ['id', 'city', 'tag', 'page', 'word']) {
      expect(textOf(pieces)).toContain(`${kind}-kept9`);
    }
    expect(world.shards.run('fingerprint', {})).toEqual(before);
    expect(world.shards.run('check', {})).toEqual([]);
    const opened = world.open(pieces);
    expect(opened.run('fingerprint', {})).toEqual(before);
    expect(opened.run('check', {})).toEqual([]);
  });

  test('takes out the texts of dropped attributes and of expired events', () => {
    const world = filled();
    world.apply([], [{ kind: 'attribute-dropped', event: 0, attribute: WORDS }]);
    world.apply([], [{ kind: 'events-expired', before: 5 * DAY }]);
    world.erase();
    const text = textOf(world.snapshot());
    expect(text).not.toContain('word-');
    expect([...text.matchAll(/page-\w+?(\d)/g)].map(([, digit]) => Number(digit))).toEqual([
      5, 6, 7, 8, 9,
    ]);
    expect(world.shards.run('check', {})).toEqual([]);
  });

  test('keeps a text that an event brings while it is under way', () => {
    const world = filled();
    for (const local of [1, 4, 7]) world.apply([[OP.remove, local]]);
    let { done } = world.shards.run('erase', { start: true });
    for (let steps = 0; !done; steps++) {
      world.apply([
        [OP.event, 0, 0, DAY, [PAGE, `page-canary${1 + 3 * (steps % 3)}`, WORDS, ['late']], null],
      ]);
      ({ done } = world.shards.run('erase', { start: false }));
    }
    const answer = world.shards.run('contact', {
      id: 'id-kept0',
      plan: { nodes: [], roots: [] },
      events: 100,
      at: DAY,
    });
    const events = answer?.events.filter(({ time }) => time === DAY) ?? [];
    expect(events.length).toBeGreaterThan(3);
    for (const { attributes } of events) {
      expect(attributes['page']).toMatch(/^page-canary[147]$/);
      expect(attributes['words']).toEqual(['late']);
    }
  });

  test('that is over is done, as for a worker that waits for others', () => {
    expect(new World().shards.run('erase', { start: false })).toEqual({ done: true });
  });
});

describe('a snapshot', () => {
  test('of what has changed has the bytes of that alone', () => {
    const world = filled();
    world.snapshot();
    world.apply([[OP.set, 0, AGE, 77]]);
    const names = world.snapshot('changed').map(({ name }) => name);
    expect(names).toContain('0/f/3-number/c/0');
    expect(names.filter((name) => /\/(c|p|g|t|l|d)\//.test(name))).toEqual(['0/f/3-number/c/0']);
  });

  test('is full when the one before was not done', () => {
    const world = filled();
    const full = world.snapshot();
    world.shards.run('snapshot', { start: 'changed' });
    expect(world.snapshot('changed')).toEqual(full);
  });

  test('of shards that were opened and given nothing still knows what its rows have', () => {
    const world = filled();
    const opened = world.open(world.snapshot());
    const again = world.open(World.of(opened).snapshot());
    const seen = again.run('fingerprint', {});
    const op: ShardOp = [OP.event, 0, 0, 0, [], null];
    const repeated = (position: number) =>
      again.run('apply', {
        records: [
          { position: position as Position, schema: [], batches: [[0, encodeBatch([op])]] },
        ],
      });
    // The last record was the twelfth.
    repeated(12);
    expect(again.run('fingerprint', {})).toEqual(seen);
    repeated(13);
    expect(again.run('fingerprint', {})).not.toEqual(seen);
  });

  test('that is over has nothing more, as for a worker that waits for others', () => {
    expect(new World().shards.run('snapshot', {})).toEqual({ pieces: [], done: true });
  });
});

describe('a piece', () => {
  test('belongs to a shard', () => {
    expect(shardOfPiece('17/ids/3')).toBe(17);
    for (const name of ['', 'ids', '-1/ids', 'x/ids']) {
      expect(() => shardOfPiece(name)).toThrow(`piece ${name}: `);
    }
  });

  const pieces = filled().snapshot();

  test.each(pieces.filter(({ bytes }) => bytes.length > 0).map(({ name }) => name))(
    '%s is named when it is cut short, or longer than it was',
    (name) => {
      const part = /\/(t|l)$|ids$|\/(t|l)\/\d+$|ids\/\d+$/.test(name)
        ? name.replace(/(\/[tl])?(\/\d+)?$/, '')
        : name;
      for (const change of [
        (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1),
        (bytes: Uint8Array) => Uint8Array.of(...bytes, 0),
      ]) {
        const damaged = pieces.map((piece) =>
          piece.name === name ? { name, bytes: change(piece.bytes) } : piece,
        );
        expect(() => filled().open(damaged)).toThrow(`piece ${part}`);
      }
    },
  );

  test.each(['0/ids/1', '0/f/1-text/c/0', '0/e/0/p/0', '0/v/t/0'])(
    '%s is named when it is missing',
    (name) => {
      const [, part] = /^(0\/\w+(?:\/\d+-\w+)?)/.exec(name) as unknown as [string, string];
      const rest = pieces.filter((piece) => piece.name !== name);
      expect(() => filled().open(rest)).toThrow(`piece ${part}`);
    },
  );

  test.each(['0', '0/', '0/what', '0/f/1-what/c/0', '0/e/x', '0/f/1-text/c/x', '0/e/0/x'])(
    '%s is no name',
    (name) => {
      const more = [...pieces, { name, bytes: new Uint8Array(8) }];
      expect(() => filled().open(more)).toThrow(`piece ${name}: `);
    },
  );
});

describe('a check', () => {
  test('finds activity that is not what the rows say', () => {
    const world = filled();
    const older = world.snapshot();
    world.apply([
      [OP.event, 0, 0, 0, [], null],
      [OP.event, 2, 0, 0, [], null],
    ]);
    const newer = new Map(world.snapshot().map((piece) => [piece.name, piece]));
    const stale = older.find(({ name }) => name === '0/e/0/d/0') as SavedPiece;
    const opened = world.open([...newer.set(stale.name, stale).values()]);
    expect(opened.run('check', {})).toEqual([{ shard: 0, fault: 'event visit: day 0' }]);
    expect(opened.run('fingerprint', {})).toEqual(world.shards.run('fingerprint', {}));
  });

  test('finds contacts with values that are not alive, and ids that lead nowhere', () => {
    const world = filled();
    const older = world.snapshot();
    world.apply([[OP.remove, 2]]);
    const alive = world.snapshot().find(({ name }) => name === '0/alive') as SavedPiece;
    const opened = world.open(older.map((piece) => (piece.name === alive.name ? alive : piece)));
    expect(opened.run('check', {}).map(({ fault }) => fault)).toEqual([
      'field city: deleted contacts have a value',
      'field tags: deleted contacts have a value',
      'field age: deleted contacts have a value',
      'group group: deleted contacts are members',
    ]);
  });
});

describe('a fingerprint', () => {
  test.each<readonly [string, readonly ShardOp[]]>([
    ['a value', [[OP.set, 0, AGE, 5]]],
    ['an element', [[OP.edit, 0, TAGS, ['more'], []]]],
    ['a contact less', [[OP.remove, 0]]],
    ['a contact more', [[OP.create, 10, 'new']]],
    ['an event', [[OP.event, 0, 0, 0, [], null]]],
    ['a group', [[OP.groupEdit, 'group', [0], []]]],
  ])('tells %s', (_, ops) => {
    const world = filled();
    const before = world.shards.run('fingerprint', {});
    world.apply(ops);
    expect(world.shards.run('fingerprint', {})).not.toEqual(before);
  });

  test('is the same for the same content however it came about', () => {
    const world = filled();
    const before = world.shards.run('fingerprint', {});
    world.apply([
      [OP.set, 0, CITY, 'elsewhere'],
      [OP.set, 0, CITY, 'city-kept0'],
      [OP.edit, 0, TAGS, [], ['tag-kept0']],
      [OP.edit, 0, TAGS, ['tag-kept0'], []],
      [OP.groupSet, 'empty', []],
    ]);
    expect(world.shards.run('fingerprint', {})).toEqual(before);
  });
});

test('statistics are the same for a field whose last value was taken and for one that never had any', () => {
  const statisticsOf = (ops: readonly ShardOp[]) => {
    const world = new World();
    world.apply([[OP.create, 0, 'one'], ...ops]);
    return world.shards.run('statistics', { limit: 10 });
  };
  const taken = statisticsOf([
    [OP.set, 0, AGE, 7],
    [OP.clear, 0, AGE],
  ]);
  expect(taken).toEqual(statisticsOf([]));
  expect(taken.fields).toContainEqual({ field: AGE, contacts: 0, values: [] });
});
