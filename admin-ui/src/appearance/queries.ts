import { queryOptions } from '@tanstack/react-query';
import { getAppearance } from '../api';

export const appearanceQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['appearance', tenant],
    queryFn: ({ signal }) => getAppearance({ path: { tenant }, signal }),
  });
