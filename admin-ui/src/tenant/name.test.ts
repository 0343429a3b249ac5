import { describe, expect, it } from 'vitest';
import { suffixOf, tenantNameError, trustDomainOf } from './name';

describe('a tenant name', () => {
  it.each(['acme.example', 'a.b', 'xn--bcher-kva.example', 'eu-1.acme.example', `${'a'.repeat(63)}.example`])('may be %s', (name) => {
    expect(tenantNameError(name)).toBeUndefined();
  });

  it.each([
    ['', 'Enter a domain name'],
    ['acme', 'at least two labels'],
    ['Acme.example', 'lower case'],
    ['acme..example', 'not a domain name'],
    ['-acme.example', 'not a domain name'],
    ['acme-.example', 'not a domain name'],
    ['acme.example.', 'not a domain name'],
    ['acme .example', 'not a domain name'],
    [`${'a'.repeat(64)}.example`, 'not a domain name'],
    ['10.0.0.1', 'must not be a number'],
  ])('may not be %j', (name, why) => {
    expect(tenantNameError(name)).toContain(why);
  });

  it('gives the directory suffix and the trust domain', () => {
    expect(suffixOf('acme.example')).toBe('dc=acme,dc=example');
    expect(trustDomainOf('acme.example')).toBe('spiffe://acme.example');
  });
});
