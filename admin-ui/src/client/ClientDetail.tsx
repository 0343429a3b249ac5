import { Button, Card, CardBody, CardTitle, PageSection } from '@patternfly/react-core';
import type { Client, Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Snippet } from '../ui/Snippet';
import { Crumbs } from '../ui/Crumbs';
import { Facts } from '../ui/Facts';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';
import type { ClientChange } from './ClientChangeDialog';
import { Secrets } from './Secrets';
import { TokenPreview } from './TokenPreview';
import { Wiring } from './Wiring';
import { grantLabel, methodLabel } from './words';

interface ClientDetailProps {
  tenant: Tenant;
  client: Client;
  onEdit: () => void;
  onChange: (change: ClientChange) => void;
}

export function ClientDetail({ tenant, client, onEdit, onChange }: ClientDetailProps) {
  return (
    <>
      <Crumbs tenant={tenant} section={t('Clients')} to="/tenants/$tenant/clients" here={client.clientId} />
      <PageHead
        title={client.clientId}
        aside={<EnabledLabel enabled={client.enabled} />}
        actions={
          <>
            <SameAs
              name={client.clientId}
              object={client}
              path={`/api/v1/tenants/${tenant.name}/clients/${client.id}`}
              commands={[`lightwave client list -t ${tenant.name} -o json`, `lightwave client disable -t ${tenant.name} ${client.clientId}`, `lightwave client enable -t ${tenant.name} ${client.clientId}`, `lightwave client token-preview -t ${tenant.name} ${client.clientId}`, `lightwave client delete -t ${tenant.name} ${client.clientId}`]}
            />
            <Button variant="secondary" onClick={onEdit}>{t('Edit')}</Button>
            <Button variant="secondary" onClick={() => onChange('switch')}>
              {client.enabled ? t('Disable') : t('Enable')}
            </Button>
            <Button variant="secondary" isDanger onClick={() => onChange('delete')}>{t('Delete')}</Button>
          </>
        }
      />
      <PageSection>
        <Card className="lw-gap-below">
          <CardTitle component="h2">{t('Settings')}</CardTitle>
          <CardBody>
            <Facts
              facts={[
                { term: t('Client id'), value: <CopyValue value={client.clientId} label={t('client id')} /> },
                { term: t('Grants'), value: client.grantTypes.map(grantLabel).join(', ') || undefined },
                { term: t('Authentication'), value: methodLabel(client.tokenEndpointAuthMethod) },
                { term: t('Redirect URIs'), value: <Values values={client.redirectUris} /> },
                { term: t('Audiences'), value: <Values values={client.audiences} /> },
                { term: t('Scopes'), value: <Values values={client.scopes} /> },
                { term: t('Public keys'), value: client.jwks && <Snippet label={t('public keys')} code={JSON.stringify(client.jwks, null, 2)} /> },
                { term: t('Created'), value: <Moment at={client.createdAt} /> },
                { term: t('Last changed'), value: <Moment at={client.updatedAt} /> },
              ]}
            />
          </CardBody>
        </Card>
        {(client.tokenEndpointAuthMethod.startsWith('client_secret_') || client.secrets) && <Secrets tenant={tenant} client={client} />}
        <Wiring tenant={tenant} client={client} />
        <TokenPreview tenant={tenant} client={client} />
      </PageSection>
    </>
  );
}
