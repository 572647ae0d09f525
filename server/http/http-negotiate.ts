/**
 * Content negotiation (RFC 9110, sections 8.3 and 12.5.1): which of the formats on offer the
 * client likes best, and which format its own body is in.
 *
 * Parameters of a media range other than `q` are ignored. Between formats that the client likes
 * as well, the one it names more exactly wins, then the one it names first, then the first offer.
 */
import { err, ok, type Result } from '../../engine/index.ts';

export const JSON_TYPE = 'application/json';
export const MSGPACK_TYPE = 'application/msgpack';
export const NDJSON_TYPE = 'application/x-ndjson';
export const CSV_TYPE = 'text/csv';
export const ROARING_TYPE = 'application/vnd.roaring';
export const OCTETS_TYPE = 'application/octet-stream';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

type MediaRange = {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  /** Place in the header. */
  readonly index: number;
};

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA = new RegExp(`^(${TOKEN})/(${TOKEN})$`);
const QUALITY = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The best of `offers` for an `Accept` header; undefined when none is acceptable. */
export function chooseType<T extends string>(
  accept: string | undefined,
  offers: readonly T[],
): T | undefined {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const ranges = accept.split(',').flatMap(parseRange);
  let best: { offer: T; rank: readonly number[] } | undefined;
  for (const offer of offers) {
    const range = mostSpecific(ranges, offer);
    if (range === undefined || range.quality === 0) continue;
    const rank = [range.quality, specificity(range), -range.index];
    if (best === undefined || isHigher(rank, best.rank)) best = { offer, rank };
  }
  return best?.offer;
}

function parseRange(text: string, index: number): MediaRange[] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim());
  const media = MEDIA.exec(name);
  if (media === null) return [];
  let quality = 1;
  for (const parameter of parameters) {
    if (!/^q=/i.test(parameter)) continue;
    const value = parameter.slice(2);
    if (!QUALITY.test(value)) return [];
    quality = Number(value);
  }
  const [, type = '', subtype = ''] = media;
  return [{ type: type.toLowerCase(), subtype: subtype.toLowerCase(), quality, index }];
}

/** The range that decides about an offer: the most exact of those that cover it. */
function mostSpecific(ranges: readonly MediaRange[], offer: string): MediaRange | undefined {
  const [type, subtype] = offer.split('/');
  let best: MediaRange | undefined;
  for (const range of ranges) {
    const covers =
      range.type === '*'
        ? range.subtype === '*'
        : range.type === type && (range.subtype === '*' || range.subtype === subtype);
    if (covers && (best === undefined || specificity(range) > specificity(best))) best = range;
  }
  return best;
}

function specificity(range: MediaRange): number {
  return (range.type === '*' ? 0 : 1) + (range.subtype === '*' ? 0 : 1);
}

function isHigher(left: readonly number[], right: readonly number[]): boolean {
  for (const [index, value] of left.entries()) {
    const other = right[index] as number;
    if (value !== other) return value > other;
  }
  return false;
}

/** The media type of a body, in lower case; without the header it is JSON. */
export function parseContentType(header: string | undefined): Result<string, string> {
  if (header === undefined || header.trim() === '') return ok(JSON_TYPE);
  const [name = '', ...parameters] = header.split(';').map((part) => part.trim());
  if (!MEDIA.test(name)) return err('the Content-Type is not a media type');
  for (const parameter of parameters) {
    const charset = /^charset="?([^"]*)"?$/i.exec(parameter)?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
      return err('the body has to be in UTF-8');
    }
  }
  return ok(name.toLowerCase());
}
