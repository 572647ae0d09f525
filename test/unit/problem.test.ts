import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../server/http/limits.ts';
import { PROBLEMS, problemResponse, type Refusal } from '../../server/http/problem.ts';

const told = (refusal: Refusal) => {
  const { status, headers, chunks } = problemResponse(refusal);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  return { status, headers: Object.fromEntries(headers), body };
};

describe('a refusal', () => {
  it.each([
    ['invalid', 400],
    ['foreign-host', 403],
    ['not-found', 404],
    ['method-not-allowed', 405],
    ['not-acceptable', 406],
    ['conflict', 409],
    ['precondition', 412],
    ['too-large', 413],
    ['unsupported-media-type', 415],
    ['internal', 500],
    ['loading', 503],
    ['stopping', 503],
  ] as const)('of the kind %s has the status %i', (kind, status) => {
    expect(PROBLEMS[kind].status).toBe(status);
    expect(PROBLEMS[kind].retryAfterS !== undefined).toBe(status === 503);
  });

  it('is told as problem+json with all its parts', () => {
    expect(told({ kind: 'conflict', message: 'in use', ids: ['vip'] })).toEqual({
      status: 409,
      headers: { 'Content-Type': 'application/problem+json' },
      body: {
        type: 'urn:muster:problem:conflict',
        title: 'Conflict',
        status: 409,
        detail: 'in use',
        errors: [{ path: '', message: 'in use' }],
        ids: ['vip'],
      },
    });
    expect(told({ kind: 'loading', message: 'later' }).headers).toEqual({
      'Content-Type': 'application/problem+json',
      'Retry-After': '5',
    });
    const refused = told({ kind: 'method-not-allowed', message: 'm', allow: ['GET', 'HEAD'] });
    expect(refused.headers).toMatchObject({ Allow: 'GET, HEAD' });
  });

  it('of content lists its faults, up to the limit, and sums them up', () => {
    const fault = { path: '/rule/op', message: 'unknown operator' };
    expect(told({ kind: 'invalid', errors: [fault] }).body).toMatchObject({
      detail: '/rule/op: unknown operator',
      errors: [fault],
    });
    const { body } = told({ kind: 'invalid', errors: Array(5000).fill(fault) });
    expect(body.errors).toHaveLength(LIMITS.errorsListed);
    expect(body.detail).toBe('/rule/op: unknown operator (and 4999 more)');
  });
});
