import { useQuery } from '@tanstack/react-query';
import { createRoute, Outlet, redirect, useParams } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { logOutOfConsole } from '../api';
import { rightsOf, sessionQuery } from '../session/session';
import { signInPage } from '../session/sign-in';
import { tenantQuery, tenantsQuery } from '../tenant/queries';
import { Loading } from './Loading';
import { rootRoute } from './root.route';
import { Shell } from './Shell';

/** Everything that needs somebody signed in. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'console',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) {
      context.leave(signInPage({ returnTo: location.href }));
      return new Promise<never>(() => {}); // until the other page is there
    }
    return { session, rights: rightsOf(session) };
  },
  component: Console,
});

function Console() {
  const { session, rights, queryClient } = consoleRoute.useRouteContext();
  const { tenant: id } = useParams({ strict: false });
  const tenant = useQuery({ ...tenantQuery(id ?? ''), enabled: id !== undefined });
  // The frame is seen first; the page comes in pieces after it.
  const framed = useDeferredValue(true, false);
  const signOut = async () => {
    await logOutOfConsole().catch(() => undefined); // a session that is gone already has ended, too
    queryClient.clear();
    globalThis.location.assign(import.meta.env.BASE_URL);
  };
  return (
    <Shell session={session} rights={rights} tenant={framed && id !== undefined ? tenant.data : undefined} onSignOut={() => void signOut()}>
      {framed ? <Outlet /> : <Loading />}
    </Shell>
  );
}

export const indexRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    if (context.rights.tenants) {
      const { pages } = await context.queryClient.ensureInfiniteQueryData(tenantsQuery);
      const others = pages.flatMap(({ items }) => items).some(({ name }) => name !== context.session.tenant);
      throw redirect({ to: others ? '/tenants' : '/setup' });
    }
    const own = await context.queryClient.ensureQueryData(tenantQuery(context.session.tenant));
    throw redirect({ to: '/tenants/$tenant', params: { tenant: own.id } });
  },
});
