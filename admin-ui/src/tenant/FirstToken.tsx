import { Content, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Tenant } from '../api';
import { t } from '../language/language';
import { Snippet } from '../ui/Snippet';

/** How to get the first token out of the tenant, from a shell. */
export function FirstToken({ tenant }: { tenant: Tenant }) {
  const [tab, setTab] = useState<string | number>('workload');
  const params = { tenant: tenant.id };
  return (
    <>
      <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label={t('Ways to fetch a token')}>
        <Tab eventKey="workload" title={<TabTitleText>{t('Workload on Kubernetes')}</TabTitleText>}>
          <Content className="lw-tab">
            <p>{t('Trust the cluster under {0}, give the service account an identity under {1}, and mount a projected token into its pod:', <Link to="/tenants/$tenant/trusted-issuers" params={params}>{t('Trusted issuers')}</Link>, <Link to="/tenants/$tenant/workloads" params={params}>{t('Workloads')}</Link>)}</p>
            <Snippet label={t('pod specification')} code={projectedToken(tenant)} />
            <p>{t('The container then fetches its token without a secret of its own:')}</p>
            <Snippet label={t('workload command')} code={workloadCommand(tenant)} />
          </Content>
        </Tab>
        <Tab eventKey="client" title={<TabTitleText>{t('Client with a secret')}</TabTitleText>}>
          <Content className="lw-tab">
            <p>{t('Create a client under {0} and keep the secret it shows:', <Link to="/tenants/$tenant/clients" params={params}>{t('Clients')}</Link>)}</p>
            <Snippet label={t('client command')} code={clientCommand(tenant, 'billing')} />
          </Content>
        </Tab>
      </Tabs>
      <p className="lw-quiet">{t("ca.pem is the server's trust anchor, in its data folder. Leave --cacert out where the server's certificate comes from a public authority.")}</p>
    </>
  );
}

export const projectedToken = ({ issuer }: Tenant) => `volumes:
  - name: lightwave
    projected:
      sources:
        - serviceAccountToken:
            path: token
            audience: ${issuer}
            expirationSeconds: 600`;

export const workloadCommand = ({ issuer }: Tenant) => `curl --cacert ca.pem ${issuer}/oauth2/token \\
  -d grant_type=client_credentials \\
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
  --data-urlencode client_assertion@/var/run/secrets/lightwave/token`;

export const clientCommand = ({ issuer }: Tenant, clientId: string, secret = 'SECRET') => `curl --cacert ca.pem ${issuer}/oauth2/token \\
  -u '${clientId}:${secret}' \\
  -d grant_type=client_credentials`;
