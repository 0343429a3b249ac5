import { queryOptions } from '@tanstack/react-query';
import { listAuthorities, listAuthorityRotations, listSshAuthorities } from '../api';

const EVERY = 15_000;

export const authoritiesQuery = (tenant: string) => queryOptions({ queryKey: ['authorities', tenant], queryFn: ({ signal }) => listAuthorities({ path: { tenant }, signal }) });

/** Rotations, the newest first; read again while one is under way. */
export const rotationsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['authority-rotations', tenant],
    queryFn: ({ signal }) => listAuthorityRotations({ path: { tenant }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some((rotation) => rotation.state !== 'done') ? EVERY : false),
  });

export const sshAuthoritiesQuery = (tenant: string) => queryOptions({ queryKey: ['ssh-authorities', tenant], queryFn: ({ signal }) => listSshAuthorities({ path: { tenant }, signal }) });
