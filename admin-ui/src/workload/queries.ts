import { queryOptions } from '@tanstack/react-query';
import { getWorkload, listWorkloads, pages } from '../api';

export const workloadsQuery = (tenant: string) =>
  pages(['workloads', tenant], ({ cursor, signal }) => listWorkloads({ path: { tenant }, query: { cursor }, signal }));

/** A workload by its id: its name may have several segments, which a path cannot carry. */
export const workloadQuery = (tenant: string, workload: string) =>
  queryOptions({
    queryKey: ['workload', tenant, workload],
    queryFn: ({ signal }) => getWorkload({ path: { tenant, workload }, signal }),
  });
