import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createClient, createJoinToken, createTenant, createTrustedIssuer, createWorkload, type FirstAdministrator, type Tenant, type Workload } from '../api';
import { t } from '../language/language';
import { tenantQuery } from '../tenant/queries';
import { PageHead } from '../ui/PageHead';
import { type FirstWorkload, issuerOf, ruleOf } from './platform';
import { setupRoute } from './setup.route';
import { TenantStep } from './TenantStep';
import { TokenStep } from './TokenStep';
import { WorkloadStep } from './WorkloadStep';

interface Made {
  tenant?: { tenant: Tenant; administrator: FirstAdministrator | undefined };
  workload?: { asked: FirstWorkload; workload: Workload; joinToken: string | undefined };
  secret?: string;
}

/** The client by which the first token can be fetched from anywhere. */
const CLIENT = 'first-client';

export function SetupPage() {
  const queryClient = useQueryClient();
  const navigate = setupRoute.useNavigate();
  const { tenant: earlier } = setupRoute.useSearch();
  const [made, setMade] = useState<Made>({});
  const { data: known } = useQuery({ ...tenantQuery(earlier ?? ''), enabled: earlier !== undefined });
  const tenant = made.tenant?.tenant ?? known;
  const path = { tenant: tenant?.id ?? '' };

  const makeTenant = async (name: string, displayName: string) => {
    const { administrator, ...created } = await createTenant({ body: { name, ...(displayName && { displayName }) } });
    queryClient.setQueryData(tenantQuery(created.id).queryKey, created);
    void queryClient.invalidateQueries({ queryKey: ['tenants'] });
    setMade({ tenant: { tenant: created, administrator } });
    await navigate({ search: { tenant: created.id }, replace: true });
  };
  const makeWorkload = async (asked: FirstWorkload) => {
    const issuer = issuerOf(asked);
    // The workload comes last: a second try, after something was refused, finds the issuer made, and no workload in its way.
    if (issuer) await createTrustedIssuer({ path, body: issuer }).catch((error: unknown) => ignoreExisting(error));
    const joinToken = asked.platform === 'host' ? (await createJoinToken({ path, body: { node: asked.node, expiresIn: 'PT1H' } })).token : undefined;
    const workload = await createWorkload({ path, body: { name: asked.name, rules: [ruleOf(asked)] } });
    setMade((before) => ({ ...before, workload: { asked, workload, joinToken } }));
  };
  const makeClient = async () => {
    const { clientSecret } = await createClient({ path, body: { clientId: CLIENT, grantTypes: ['client_credentials'], tokenEndpointAuthMethod: 'client_secret_basic' } });
    if (clientSecret) setMade((before) => ({ ...before, secret: clientSecret }));
  };

  return (
    <>
      <PageHead title={t('From nothing to a first token')} description={t('Three steps: a tenant, a workload that is recognised by a rule, and a token. Everything made here can be changed or deleted later.')} />
      <TenantStep made={made.tenant ?? (tenant && { tenant, administrator: undefined })} onCreate={makeTenant} />
      <WorkloadStep tenant={tenant} made={made.workload?.workload} onCreate={makeWorkload} />
      <TokenStep tenant={tenant} made={made.workload} client={made.secret === undefined ? undefined : { clientId: CLIENT, secret: made.secret }} onClient={makeClient} />
    </>
  );
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'status' in error && error.status === 409)) throw error;
}
