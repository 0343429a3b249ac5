import { queryOptions } from '@tanstack/react-query';
import { downloadChain, getCertificate, getCertificateLineage, listAuthorities, listCertificates, pages } from '../api';
import type { CertificateFilter } from './filter';

export const certificatesQuery = (tenant: string, filter: CertificateFilter) =>
  pages(['certificates', tenant, filter], ({ cursor, signal }) =>
    listCertificates({
      path: { tenant },
      query: {
        cursor,
        ...(filter.state && { state: filter.state }),
        ...(filter.by && filter.value && { [filter.by]: filter.value }),
        ...(filter.within && { before: new Date(Date.now() + filter.within * 86_400_000).toISOString() }),
      },
      signal,
    }),
  );

export const certificateQuery = (tenant: string, certificate: string) =>
  queryOptions({
    queryKey: ['certificate', tenant, certificate],
    queryFn: ({ signal }) => getCertificate({ path: { tenant, certificate }, signal }),
  });

export const lineageQuery = (tenant: string, certificate: string) =>
  queryOptions({
    queryKey: ['certificate', tenant, certificate, 'lineage'],
    queryFn: async ({ signal }) => (await getCertificateLineage({ path: { tenant, certificate }, signal })).items,
  });

/** The certificate with its intermediates, and the authorities that they may be. */
export const chainQuery = (tenant: string, certificate: string) =>
  queryOptions({
    queryKey: ['certificate', tenant, certificate, 'chain'],
    queryFn: async ({ signal }) => {
      const [pem, { items }] = await Promise.all([downloadChain({ path: { tenant, certificate }, parseAs: 'text', signal }), listAuthorities({ path: { tenant }, signal })]);
      return { pem: String(pem), authorities: items };
    },
  });
