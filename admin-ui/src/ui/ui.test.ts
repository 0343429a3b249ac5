import { describe, expect, it } from 'vitest';
import { keySetError, lines, parseKeySet } from './form';
import { distance } from './Moment';

describe('a distance in time', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  it.each([
    ['2026-01-01T12:00:00Z', 'now'],
    ['2026-01-01T12:00:59Z', 'in 59 seconds'],
    ['2026-01-01T11:58:01Z', '1 minute ago'],
    ['2026-01-02T11:59:59Z', 'in 23 hours'],
    ['2026-01-02T12:00:00Z', 'tomorrow'],
    ['2027-01-01T12:00:00Z', 'in 11 months'],
  ])('to %s is %s', (at, text) => {
    expect(distance(at, now)).toBe(text);
  });
});

describe('a key set as typed', () => {
  it.each(['{"keys":[]}', ' {"keys":[{"kty":"EC"}]} ', ''])('may be %j', (text) => {
    expect(keySetError(text)).toBeUndefined();
  });
  it.each(['[]', '{"keys":{}}', 'null', '{', '-----BEGIN PUBLIC KEY-----'])('may not be %j', (text) => {
    expect(keySetError(text)).toContain('Paste a JSON Web Key Set');
  });
  it('is nothing when empty', () => {
    expect(parseKeySet('  ')).toBeUndefined();
  });
});

it('entries are one per line, without the empty ones', () => {
  expect(lines(' a \n\n b\n')).toEqual(['a', 'b']);
});
