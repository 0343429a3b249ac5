import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { NotFound } from './Failure';
import { Notifications } from '../ui/notify';

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient; leave: (url: string) => void }>()({
  component: () => (
    <Notifications>
      <Outlet />
    </Notifications>
  ),
  notFoundComponent: () => (
    <main className="lw-landing">
      <NotFound />
    </main>
  ),
});
