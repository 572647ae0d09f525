/** What is told of a fault: where, never what its message says. */
import { describe, expect, it } from 'vitest';
import { faultPlace } from '../../server/log-fault.ts';

const MARKER = 'canary7';

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The stack is written when it is read first. */
function changed(error: Error, message: string): Error {
  if (error.stack === undefined) throw new Error('there is no stack');
  return Object.assign(error, { message });
}

function told(error: unknown): string {
  return JSON.stringify(faultPlace(error));
}

describe('a fault', () => {
  it('is told by its kind, its code and its frames', () => {
    const error = Object.assign(new TypeError('x'), { code: 'ERR_SOME_CODE' });
    const { name, code, frames } = faultPlace(error);
    expect({ name, code }).toEqual({ name: 'TypeError', code: 'ERR_SOME_CODE' });
    expect(frames[0]).toMatch(/log-fault\.test\.ts:\d+:\d+\)?$/);
    expect(faultPlace(new Error('')).frames).not.toEqual([]);
  });

  it.each([
    ['a parser quotes its input', thrownBy(() => JSON.parse(`{"${MARKER}`))],
    ['a number is none', thrownBy(() => BigInt(MARKER))],
    ['the message has lines', new Error(`a\nb ${MARKER}\nc`)],
    ['the message has lines like frames', new Error(`a\n    at ${MARKER} (/x.ts:1:1)`)],
    ['the message begins with a line', new Error(`\n    at ${MARKER} (/x.ts:1:1)`)],
    ['the message was changed', changed(new Error(MARKER), 'other')],
    ['the message was made longer', changed(new Error('a'), `a${MARKER}`)],
    ['the name is not a word', Object.assign(new Error('x'), { name: `my ${MARKER}` })],
    ['the code is not one', Object.assign(new Error('x'), { code: MARKER })],
    ['it has a cause', new Error('x', { cause: new Error(MARKER) })],
    ['it is many', new AggregateError([new Error(MARKER)], MARKER)],
    ['it is a text', MARKER],
    ['it is an object', { message: MARKER, stack: `Error\n    at ${MARKER}` }],
  ])('says nothing of its message when %s', (_, error) => {
    expect(told(error)).not.toContain(MARKER);
  });
});
