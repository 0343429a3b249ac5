import { QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { accessRulesRoute } from '../access-rule/access-rules.route';
import { type ConsoleSession, ProblemError, whenSignedOut } from '../api';
import { appearanceRoute } from '../appearance/appearance.route';
import { authoritiesRoute, sshRoute } from '../authority/authorities.route';
import { auditRoute } from '../audit/audit.route';
import { certificateRoute } from '../certificate/certificate.route';
import { certificatesRoute } from '../certificate/certificates.route';
import { clientRoute } from '../client/client.route';
import { clientsRoute } from '../client/clients.route';
import { filesRoute } from '../configuration/files.route';
import { entriesRoute } from '../entry/entries.route';
import { expiringRoute } from '../expiring/expiring.route';
import { identityProvidersRoute } from '../identity-provider/identity-providers.route';
import { nodesRoute } from '../node/nodes.route';
import { acmeCredentialsRoute, certificateProfilesRoute, detailsTypesRoute, federationsRoute, groupsRoute, keysRoute, nodeAuthoritiesRoute, samlKeysRoute, settingsRoute, sshCertificatesRoute } from '../objects/objects.routes';
import { passwordPolicyRoute } from '../password-policy/password-policy.route';
import { refusalRoute, refusalsRoute } from '../refusal/refusals.route';
import { resourceServersRoute } from '../resource-server/resource-servers.route';
import { rememberSession, sessionQuery, whenSignedInElsewhere } from '../session/session';
import { signInPage } from '../session/sign-in';
import { setupRoute } from '../setup/setup.route';
import { signInPolicyRoute } from '../sign-in-policy/sign-in-policy.route';
import { serviceProvidersRoute } from '../service-provider/service-providers.route';
import { schemaRoute } from '../schema/schema.route';
import { sessionsRoute } from '../signed-in/sessions.route';
import { overviewRoute } from '../tenant/overview.route';
import { tenantRoute } from '../tenant/tenant.route';
import { tenantsRoute } from '../tenant/tenants.route';
import { trustedIssuersRoute } from '../trusted-issuer/trusted-issuers.route';
import { unitsRoute } from '../unit/units.route';
import { usersRoute } from '../user/users.route';
import { explainRoute } from '../workload/explain.route';
import { workloadRoute } from '../workload/workload.route';
import { workloadsRoute } from '../workload/workloads.route';
import { consoleRoute, indexRoute } from './console.route';
import { Failure, NotFound } from './Failure';
import { Loading } from './Loading';
import { rootRoute } from './root.route';

const routeTree = rootRoute.addChildren([
  consoleRoute.addChildren([
    indexRoute,
    tenantsRoute,
    setupRoute,
    tenantRoute.addChildren([
      overviewRoute,
      usersRoute,
      clientsRoute,
      clientRoute,
      resourceServersRoute,
      workloadsRoute,
      workloadRoute,
      explainRoute,
      nodesRoute,
      trustedIssuersRoute,
      certificatesRoute,
      certificateRoute,
      authoritiesRoute,
      sshRoute,
      expiringRoute,
      entriesRoute,
      schemaRoute,
      accessRulesRoute,
      appearanceRoute,
      signInPolicyRoute,
      identityProvidersRoute,
      serviceProvidersRoute,
      passwordPolicyRoute,
      sessionsRoute,
      refusalsRoute,
      refusalRoute,
      auditRoute,
      groupsRoute,
      keysRoute,
      federationsRoute,
      acmeCredentialsRoute,
      certificateProfilesRoute,
      settingsRoute,
      filesRoute,
      nodeAuthoritiesRoute,
      samlKeysRoute,
      detailsTypesRoute,
      sshCertificatesRoute,
      unitsRoute,
    ]),
  ]),
]);

/**
 * The router and the cache it loads from. A call that finds the session gone leads back to the sign-in.
 *
 * @param session who is signed in, when that is known already
 * @param leave goes to a page that is not the console's
 */
export function createConsole(history?: RouterHistory, session?: ConsoleSession, leave = (url: string) => globalThis.location.assign(url)) {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: 10_000, retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.status > 0) } },
  });
  if (session) queryClient.setQueryData(sessionQuery.queryKey, rememberSession(session));
  const router = createRouter({
    routeTree,
    basepath: '/console',
    // What no route's validateSearch lets through is dropped, not handed on.
    search: { strict: true },
    context: { queryClient, leave },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => (
      <Failure
        error={error instanceof Error ? error : new Error(String(error))}
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
    ),
    defaultNotFoundComponent: NotFound,
    ...(history && { history }),
  });
  whenSignedOut(() => {
    if (!queryClient.getQueryData(sessionQuery.queryKey)) return;
    queryClient.setQueryData(sessionQuery.queryKey, null);
    leave(signInPage({ returnTo: router.state.location.href, ended: true }));
  });
  whenSignedInElsewhere(() => void queryClient.refetchQueries({ queryKey: sessionQuery.queryKey, type: 'all' }));
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) document.getElementById('page-title')?.focus();
  });
  return { router, queryClient };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsole>['router'];
  }
}
