import { queryOptions } from '@tanstack/react-query';
import { getCertificate, listCertificates, pages } from '../api';
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
