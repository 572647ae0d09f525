import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { parseQuery } from '../../server/http/http-query.ts';
import {
  countBody,
  groupBody,
  previewBody,
  recipientsBody,
  segmentBody,
  typeBody,
} from '../../server/http/request-body.ts';
import {
  contactQuery,
  countQuery,
  segmentRecipientsQuery,
} from '../../server/http/request-query.ts';
import { type QuerySchema, validate, validateQuery } from '../../server/http/request-validate.ts';

const body = (schema: z.ZodType, value: unknown) => {
  const validated = validate(schema, value);
  if (validated.ok) return validated.value;
  if (validated.error.kind !== 'invalid') return validated.error.kind;
  return validated.error.errors.map(({ path, message }) => `${path}: ${message}`);
};

const query = (schema: QuerySchema, text: string) => {
  const values = parseQuery(text);
  if (!values.ok) return values.error;
  const validated = validateQuery(schema, values.value);
  if (validated.ok) return validated.value;
  if (validated.error.kind !== 'invalid') return validated.error.kind;
  return validated.error.errors.map(({ path, message }) => `${path}: ${message}`);
};

const NOON = Date.UTC(2026, 2, 1, 12);

describe('the envelope of a request', () => {
  it('leaves the rule as it came', () => {
    const rule = JSON.parse('{"__proto__":{"deep":[1e999]},"x":null}');
    const validated = body(countBody, { rule, breakdown: true }) as { rule: unknown };
    expect(validated.rule).toBe(rule);
    expect(body(countBody, { rule: null })).toEqual({ rule: null });
  });

  it('names what is missing, what is unknown and what has another type', () => {
    expect(body(segmentBody, {})).toEqual(['/name: is required', '/rule: is required']);
    expect(body(countBody, { rule: 1, timezone: 1, channel: null })).toEqual([
      '/timezone: expected a text',
      '/channel: expected a text',
    ]);
    expect(body(countBody, { rule: 1, 'a/b~c': 1, limit: 2 })).toEqual([
      '/a~1b~0c: unknown key',
      '/limit: unknown key',
    ]);
    expect(body(groupBody, { contacts: ['a', 1, null] })).toEqual([
      '/contacts/1: expected a text',
      '/contacts/2: expected a text',
    ]);
    expect(body(countBody, [])).toEqual([': expected an object']);
    expect(body(countBody, 'x')).toEqual([': expected an object']);
    expect(body(countBody, null)).toEqual([': expected an object']);
    expect(body(typeBody, { type: 'int' })).toEqual([
      '/type: expected one of "text", "number", "boolean", "date", "datetime", "list"',
    ]);
  });

  it('sees __proto__ as the unknown key that it is', () => {
    expect(body(countBody, JSON.parse('{"rule":1,"__proto__":{"channel":"x"}}'))).toEqual([
      '/__proto__: unknown key',
    ]);
    expect(body(segmentBody, JSON.parse('{"__proto__":{"name":"n","rule":1}}'))).toEqual([
      '/name: is required',
      '/rule: is required',
      '/__proto__: unknown key',
    ]);
  });

  it('takes moments as RFC 3339 or whole milliseconds', () => {
    for (const at of ['2026-03-01T12:00:00Z', '2026-03-01T13:00:00+01:00', NOON]) {
      expect(body(countBody, { rule: 1, at })).toEqual({ rule: 1, at: NOON });
    }
    for (const at of [
      '2026-03-01',
      'now',
      1.5,
      Infinity,
      null,
      {},
      '2026-03-01T12:00:00',
      `${NOON}`,
    ]) {
      expect(body(countBody, { rule: 1, at })).toEqual([expect.stringMatching(/^\/at: /)]);
    }
  });

  it('bounds numbers and texts', () => {
    expect(body(recipientsBody, { rule: 1, limit: 0, after: 0xffff_ffff })).toMatchObject({
      limit: 0,
    });
    for (const limit of [-1, 1.5, Infinity, Number.NaN, '1', 2 ** 60]) {
      expect(body(recipientsBody, { rule: 1, limit })).toEqual([
        expect.stringMatching(/^\/limit: /),
      ]);
    }
    expect(body(recipientsBody, { rule: 1, after: 2 ** 32 })).toEqual([
      '/after: expected at most 4294967295',
    ]);
    expect(body(previewBody, { rule: 1, limit: 101 })).toEqual(['/limit: expected at most 100']);
    expect(body(segmentBody, { name: '', rule: 1 })).toEqual(['/name: the name is empty']);
    expect(body(segmentBody, { name: '\ud800', rule: 1 })).toEqual([
      '/name: the text has a lone surrogate',
    ]);
    expect(body(segmentBody, { name: 'n'.repeat(257), rule: 1 })).toEqual([
      '/name: longer than 256 characters',
    ]);
  });
});

describe('the query of a request', () => {
  it('reads its parameters by their types', () => {
    expect(query(segmentRecipientsQuery, 'fields=a,b&fields=c&limit=10&after=5&safe=true')).toEqual(
      {
        fields: ['a', 'b', 'c'],
        limit: 10,
        after: 5,
        safe: true,
      },
    );
    expect(query(segmentRecipientsQuery, 'fields=a%2Cb&channel=email')).toEqual({
      fields: ['a', 'b'],
      channel: 'email',
    });
    expect(query(segmentRecipientsQuery, 'fields=')).toEqual({ fields: [] });
    expect(query(contactQuery, 'segments=false&events=50')).toEqual({
      segments: false,
      events: 50,
    });
    expect(query(countQuery, '')).toEqual({});
  });

  it('reads a moment with its plus encoded or not', () => {
    for (const at of [
      '2026-03-01T12:00:00Z',
      '2026-03-01T13:00:00+01:00',
      '2026-03-01T13%3A00%3A00%2B01%3A00',
      '2026-03-01T11:00:00-01:00',
      String(NOON),
    ]) {
      expect(query(countQuery, `at=${at}`)).toEqual({ at: NOON });
    }
    expect(query(countQuery, 'at=-1')).toEqual({ at: -1 });
    for (const at of ['', 'now', '2026-03-01', '1.5', '1e3', '99999999999999999999']) {
      expect(query(countQuery, `at=${at}`)).toEqual([expect.stringMatching(/^\/at: /)]);
    }
  });

  it('names what is unknown, repeated or not of its type', () => {
    expect(query(countQuery, 'chanel=email&at=1')).toEqual(['/chanel: unknown query parameter']);
    expect(query(countQuery, '__proto__=1')).toEqual(['/__proto__: unknown query parameter']);
    expect(query(countQuery, 'at=1&at=2')).toEqual(['/at: the parameter is given twice']);
    expect(query(contactQuery, 'segments=yes')).toEqual([
      '/segments: expected one of "true", "false"',
    ]);
    expect(query(contactQuery, 'events=1001')).toEqual(['/events: expected at most 1000']);
    for (const limit of ['', '-1', '1.5', '1e3', ' 1', '0x1', '99999999999999999']) {
      expect(query(segmentRecipientsQuery, `limit=${limit}`)).toEqual([
        '/limit: expected a whole number',
      ]);
    }
    expect(query(segmentRecipientsQuery, 'fields=a,,b')).toEqual([
      '/fields/1: a field name is empty',
    ]);
  });
});
