import { expect, it } from 'vitest';
import type { Authority } from '../api';
import { CLUSTER_PEM } from '../testing/fixtures';
import { authoritiesAbove } from './chain';
import { blocksOf, endOf } from './pem';

it('the end of a certificate is read, and of anything else none', () => {
  const [block = ''] = blocksOf(CLUSTER_PEM);
  expect(endOf(block)).toBe('2026-03-01T12:00:00Z');
  expect(blocksOf('nothing')).toEqual([]);
  for (const nonsense of ['', '?', 'AAAA', 'MIL//w==', block.slice(0, 40)]) expect(endOf(nonsense)).toBeUndefined();
});

it('a chain leads by the authorities that it names up to the root', () => {
  const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${btoa(text)}\n-----END CERTIFICATE-----\n`;
  const authority = (name: string, issuer: string) => ({ name, issuer, certificate: pem(name) }) as Authority;
  const all = [authority('issuing-2', 'root-1'), authority('issuing-1', 'root-1'), authority('root-1', 'root-1')];
  expect(authoritiesAbove(pem('leaf') + pem('issuing-1'), all).map((one) => one?.name)).toEqual(['issuing-1', 'root-1']);
  expect(authoritiesAbove(pem('leaf') + pem('of others'), all)).toEqual([undefined]);
  expect(authoritiesAbove('', all)).toEqual([]);
});
