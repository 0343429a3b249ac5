import { describe, expect, it } from 'vitest';
import { toYaml } from './yaml';

describe('an object as YAML', () => {
  it('has its lists and members indented', () => {
    expect(toYaml({ name: 'shop/payments', rules: [{ issuer: 'https://i.example', claims: { sub: 'a' } }], audiences: ['billing'], none: [], gone: undefined, enabled: true, count: 3 })).toBe(
      ['name: shop/payments', 'rules:', '  - issuer: https://i.example', '    claims:', '      sub: a', 'audiences:', '  - billing', 'none: []', 'enabled: true', 'count: 3'].join('\n'),
    );
  });

  it.each([['yes'], ['null'], ['1.5'], ['2026-01-01'], ['a: b'], ['# x'], ['- x'], [''], [' x'], ['x:'], ['{'], ['a\nb']])('quotes %j, which would be something else', (text) => {
    expect(toYaml({ text })).toBe(`text: ${JSON.stringify(text)}`);
  });
});
