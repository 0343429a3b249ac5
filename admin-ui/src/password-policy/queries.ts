import { queryOptions } from '@tanstack/react-query';
import { getLockoutPolicy, getPasswordPolicy, getThrottlePolicy } from '../api';

export const passwordPolicyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['password-policy', tenant],
    queryFn: ({ signal }) => getPasswordPolicy({ path: { tenant }, signal }),
  });

export const lockoutPolicyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['lockout-policy', tenant],
    queryFn: ({ signal }) => getLockoutPolicy({ path: { tenant }, signal }),
  });

export const throttlePolicyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['throttle-policy', tenant],
    queryFn: ({ signal }) => getThrottlePolicy({ path: { tenant }, signal }),
  });
