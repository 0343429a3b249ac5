import { queryOptions } from '@tanstack/react-query';
import { explainWorkloadRefusal, getWorkload, listWorkloadRefusals, listWorkloads, pages, type WorkloadRefusal } from '../api';
import { WHOLE_PAGE } from '../ui/paged';

export const workloadsQuery = (tenant: string) =>
  pages(['workloads', tenant], ({ cursor, signal }) => listWorkloads({ path: { tenant }, query: { cursor }, signal }));

/** A workload by its id: its name may have several segments, which a path cannot carry. */
export const workloadQuery = (tenant: string, workload: string) =>
  queryOptions({
    queryKey: ['workload', tenant, workload],
    queryFn: ({ signal }) => getWorkload({ path: { tenant, workload }, signal }),
  });

export type WorkloadRefusalRow = WorkloadRefusal & { id: string };

/** The last ones; there is no further page. */
export const workloadRefusalsQuery = (tenant: string) =>
  pages(['workload-refusals', tenant], async ({ signal }): Promise<{ items: WorkloadRefusalRow[] }> => {
    const { items } = await listWorkloadRefusals({ path: { tenant }, query: { limit: WHOLE_PAGE }, signal });
    return { items: items.map((refusal) => Object.assign(refusal, { id: refusal.reference })) };
  });

export const workloadRefusalQuery = (tenant: string, reference: string) =>
  queryOptions({
    queryKey: ['workload-refusal', tenant, reference],
    queryFn: ({ signal }) => explainWorkloadRefusal({ path: { tenant, reference }, signal }),
  });
