import { Button, Label, LabelGroup, PageSection } from '@patternfly/react-core';
import KeyIcon from '@patternfly/react-icons/dist/esm/icons/key-icon';
import { Link } from '@tanstack/react-router';
import type { Client, Tenant } from '../api';
import { t } from '../language/language';
import { type BulkAction, type Column, Listing, type PagedRows } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import type { ClientChange } from './ClientChangeDialog';
import { grantLabel, methodLabel } from './words';

const columnsIn = (tenant: Tenant): readonly Column<Client>[] => [
  {
    title: t('Client id'),
    width: 25,
    cell: (client) => (
      <Link to="/tenants/$tenant/clients/$client" params={{ tenant: tenant.id, client: client.id }} className="lw-strong">
        {client.clientId}
      </Link>
    ),
  },
  {
    title: t('Grants'),
    width: 30,
    cell: (client) => (
      <LabelGroup numLabels={3} aria-label={t('Grants of {0}', client.clientId)}>
        {client.grantTypes.map((grant) => (
          <Label key={grant} isCompact>
            {grantLabel(grant)}
          </Label>
        ))}
      </LabelGroup>
    ),
  },
  { title: t('Authentication'), cell: (client) => methodLabel(client.tokenEndpointAuthMethod) },
  { title: t('State'), cell: (client) => <EnabledLabel enabled={client.enabled} /> },
  { title: t('Created'), cell: (client) => <Moment at={client.createdAt} /> },
];

interface ClientListProps {
  tenant: Tenant;
  clients: PagedRows<Client>;
  onCreate: () => void;
  onChange: (change: ClientChange, client: Client) => void;
  bulk: readonly BulkAction<Client>[];
  onBulkDone: () => void;
}

export function ClientList({ tenant, clients, onCreate, onChange, bulk, onBulkDone }: ClientListProps) {
  const create = <Button onClick={onCreate}>{t('Create client')}</Button>;
  return (
    <>
      <PageHead
        title={t('Clients')}
        description={t('Applications that ask for tokens with a credential of their own. Containers need none: give them a workload identity instead.')}
        actions={clients.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label={t('Clients')}
          paged={clients}
          columns={columnsIn(tenant)}
          nameOf={(client) => client.clientId}
          bulk={bulk}
          onBulkDone={onBulkDone}
          actions={(client) => [
            { title: client.enabled ? t('Disable') : t('Enable'), onClick: () => onChange('switch', client) },
            { title: t('Delete'), danger: true, onClick: () => onChange('delete', client) },
          ]}
          empty={
            <Nothing title={t('No clients yet')} icon={KeyIcon} action={create}>{t('Create a client for a service that holds a secret or key, or for an application in which people sign in.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
