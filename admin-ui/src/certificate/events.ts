import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Certificate, watchCertificates } from '../api';
import { certificateQuery } from './queries';

type Pages = InfiniteData<{ items: Certificate[] }>;

/** Puts the certificate as it is now in the place of what was read of it; says whether a list had it. */
function replace(queryClient: QueryClient, tenant: string, certificate: Certificate): boolean {
  let listed = false;
  queryClient.setQueriesData<Pages>({ queryKey: ['certificates', tenant] }, (read) => {
    if (!read?.pages.some(({ items }) => items.some(({ id }) => id === certificate.id))) return read;
    listed = true;
    return { ...read, pages: read.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === certificate.id ? certificate : item)) })) };
  });
  queryClient.setQueryData<Certificate>(certificateQuery(tenant, certificate.id).queryKey, (read) => read && certificate);
  return listed;
}

/** What has happened that no list shows yet. */
export interface News {
  /** How many certificates are new. */
  fresh: number;
  /** Whether there was more than could be told. */
  lost: boolean;
  show: () => void;
}

/** Follows what becomes of the tenant's certificates for as long as a page about them is shown. */
export function useCertificateNews(tenant: string): News {
  const queryClient = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const readAnew = (...keys: string[]) => keys.forEach((key) => void queryClient.invalidateQueries({ queryKey: [key, tenant] }));
    const stop = watchCertificates(tenant, {
      begun: () => readAnew('certificates', 'certificate'), // what happened between the reading and the following
      hears: (kind, certificate) => {
        const listed = replace(queryClient, tenant, certificate);
        if (!listed && (kind === 'issued' || kind === 'renewed')) setFresh((before) => new Set([...before, certificate.id]));
      },
      lost: () => {
        readAnew('certificate');
        setLost(true);
      },
    });
    return () => {
      stop();
      setFresh(new Set());
      setLost(false);
    };
  }, [queryClient, tenant]);
  return {
    fresh: fresh.size,
    lost,
    show: () => {
      setFresh(new Set());
      setLost(false);
      void queryClient.invalidateQueries({ queryKey: ['certificates', tenant] });
    },
  };
}
