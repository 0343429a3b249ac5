import type { Authority } from '../api';
import { blocksOf } from './pem';

/** The authorities above a certificate, the nearest first, up to the tenant's root; of what is none of them only where it stands is known. */
export function authoritiesAbove(chain: string, authorities: readonly Authority[]): (Authority | undefined)[] {
  const above: (Authority | undefined)[] = blocksOf(chain)
    .slice(1)
    .map((block) => authorities.find(({ certificate, crossCertificate }) => [certificate, crossCertificate].some((pem) => pem && blocksOf(pem).includes(block))));
  let last = above.at(-1);
  while (last) {
    const { name, issuer } = last;
    last = issuer === name ? undefined : authorities.find((authority) => authority.name === issuer && !above.includes(authority));
    if (last) above.push(last);
  }
  return above;
}
