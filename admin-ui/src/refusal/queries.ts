import { queryOptions } from '@tanstack/react-query';
import { explainSignInRefusal, listSignInRefusals, pages } from '../api';
import { WHOLE_PAGE } from '../ui/paged';

/** The last ones; there is no further page. */
export const refusalsQuery = (tenant: string) =>
  pages(['refusals', tenant], ({ signal }) => listSignInRefusals({ path: { tenant }, query: { limit: WHOLE_PAGE }, signal }));

export const refusalQuery = (tenant: string, reference: string) =>
  queryOptions({
    queryKey: ['refusal', tenant, reference],
    queryFn: ({ signal }) => explainSignInRefusal({ path: { tenant, reference }, signal }),
  });
