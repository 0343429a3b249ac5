import { Alert, Button, Content } from '@patternfly/react-core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { listAudit, type Tenant, type Workload } from '../api';
import { t } from '../language/language';
import { joinCommand } from '../node/JoinCommandDialog';
import { clientCommand, projectedToken, workloadCommand } from '../tenant/FirstToken';
import { Snippet } from '../ui/Snippet';
import { ButtonLink } from '../ui/links';
import type { FirstWorkload } from './platform';
import { Step } from './Step';

const EVERY = 2_000;

interface TokenStepProps {
  tenant: Tenant | undefined;
  made: { asked: FirstWorkload; workload: Workload; joinToken: string | undefined } | undefined;
  client: { clientId: string; secret: string } | undefined;
  onClient: () => Promise<unknown>;
}

/** Shows how to fetch a token, and watches the trail until one was issued. */
export function TokenStep({ tenant, made, client, onClient }: TokenStepProps) {
  const issued = useQuery({
    queryKey: ['first-token', tenant?.id],
    queryFn: async ({ signal }) => (await listAudit({ path: { tenant: tenant?.id ?? '' }, query: { action: 'token.issue', outcome: 'success', limit: 1 }, signal })).items[0] ?? null,
    enabled: tenant !== undefined && made !== undefined,
    refetchInterval: ({ state }) => (state.data ? false : EVERY),
  });
  const making = useMutation({ mutationFn: onClient });
  return (
    <Step number={3} title={t('The first token')} done={Boolean(issued.data)} waiting={!made}>
      {tenant && made && (
        <>
          <Way tenant={tenant} made={made} />
          {client ? (
            <>
              <Content component="p">{t("From any shell; ca.pem is the server's trust anchor, in its data folder:")}</Content>
              <Snippet label={t('client command')} code={clientCommand(tenant, client.clientId, client.secret)} />
            </>
          ) : (
            <Content component="p">{t('Nothing of that at hand? {0} and fetch a token from any shell.', <Button variant="link" isInline onClick={() => making.mutate()} isDisabled={making.isPending}>{t('Make a client with a secret')}</Button>)}</Content>
          )}
          {making.error && <Alert variant="danger" isInline title={making.error.message} component="p" role="alert" />}
          <div aria-live="polite">
            {issued.data ? (
              <Alert variant="success" isInline component="p" title={t('It works: a token was issued to {0}.', issued.data.actor ?? t('somebody'))}>
                <ButtonLink to="/tenants/$tenant" params={{ tenant: tenant.id }}>{t('Open tenant')}</ButtonLink>
              </Alert>
            ) : (
              <Alert variant="info" isInline component="p" title={t('Waiting for the first token. This page sees it by itself.')}>
                <ButtonLink to="/tenants/$tenant" params={{ tenant: tenant.id }} variant="link" isInline>{t('Go on without')}</ButtonLink>
              </Alert>
            )}
          </div>
        </>
      )}
    </Step>
  );
}

function Way({ tenant, made }: { tenant: Tenant; made: NonNullable<TokenStepProps['made']> }) {
  if (made.asked.platform === 'host') {
    return (
      <>
        <Content component="p">{t('On {0}, let the agent join; the token in it counts once, for an hour:', made.asked.node)}</Content>
        <Snippet label={t('join command')} code={joinCommand(tenant, made.joinToken ?? '')} />
        <Content component="p">{t('Then, as user {0}:', made.asked.uid)}</Content>
        <Snippet label={t('workload command')} code="curl --unix-socket /run/lightwave/agent-http.sock http://agent/token" />
      </>
    );
  }
  if (made.asked.platform === 'github') {
    return (
      <>
        <Content component="p">{t('In a job with the permission id-token: write:')}</Content>
        <Snippet label={t('job step')} code={githubStep(tenant)} />
      </>
    );
  }
  return (
    <>
      <Content component="p">{t('Mount a projected token into the pod:')}</Content>
      <Snippet label={t('pod specification')} code={projectedToken(tenant)} />
      <Content component="p">{t('In the container:')}</Content>
      <Snippet label={t('workload command')} code={workloadCommand(tenant)} />
    </>
  );
}

const githubStep = ({ issuer }: Tenant) => `curl -s -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${encodeURIComponent(issuer)}" | jq -r .value >token
curl ${issuer}/oauth2/token \\
  -d grant_type=client_credentials \\
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
  --data-urlencode client_assertion@token`;
