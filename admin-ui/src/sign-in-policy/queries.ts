import { queryOptions } from '@tanstack/react-query';
import { getAuthenticationPolicy } from '../api';

export const signInPolicyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['sign-in-policy', tenant],
    queryFn: ({ signal }) => getAuthenticationPolicy({ path: { tenant }, signal }),
  });
