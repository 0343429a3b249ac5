import { Card, CardBody, CardTitle, Content, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Tenant } from '../api';
import { Snippet } from '../ui/Copy';

/** How to get the first token out of the tenant, from a shell. */
export function FirstToken({ tenant }: { tenant: Tenant }) {
  const [tab, setTab] = useState<string | number>('workload');
  const params = { tenant: tenant.id };
  return (
    <Card>
      <CardTitle component="h2">Fetch the first token</CardTitle>
      <CardBody>
        <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label="Ways to fetch a token">
          <Tab eventKey="workload" title={<TabTitleText>Workload on Kubernetes</TabTitleText>}>
            <Content className="lw-tab">
              <p>
                Trust the cluster under{' '}
                <Link to="/tenants/$tenant/trusted-issuers" params={params}>
                  Trusted issuers
                </Link>
                , give the service account an identity under{' '}
                <Link to="/tenants/$tenant/workloads" params={params}>
                  Workloads
                </Link>
                , and mount a projected token into its pod:
              </p>
              <Snippet label="pod specification" code={projectedToken(tenant)} />
              <p>The container then fetches its token without a secret of its own:</p>
              <Snippet label="workload command" code={workloadCommand(tenant)} />
            </Content>
          </Tab>
          <Tab eventKey="client" title={<TabTitleText>Client with a secret</TabTitleText>}>
            <Content className="lw-tab">
              <p>
                Create a client under{' '}
                <Link to="/tenants/$tenant/clients" params={params}>
                  Clients
                </Link>{' '}
                and keep the secret it shows:
              </p>
              <Snippet label="client command" code={clientCommand(tenant, 'billing')} />
            </Content>
          </Tab>
        </Tabs>
        <p className="lw-quiet">ca.pem is the server's trust anchor, in its data folder. Leave --cacert out where the server's certificate comes from a public authority.</p>
      </CardBody>
    </Card>
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
