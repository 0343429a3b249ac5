import { Button, PageSection } from '@patternfly/react-core';
import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import type { ResourceServer } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';

const COLUMNS: readonly Column<ResourceServer>[] = [
  { title: t('Name'), width: 20, cell: (server) => <span className="lw-strong">{server.name}</span> },
  { title: t('URI'), width: 35, cell: (server) => <CopyValue value={server.uri} label={t('URI of {0}', server.name)} /> },
  { title: t('Introspecting clients'), cell: (server) => <Values values={server.clients} /> },
  { title: t('Scopes'), cell: (server) => <Values values={server.scopes} /> },
  { title: t('State'), cell: (server) => <EnabledLabel enabled={server.enabled} /> },
];

interface ResourceServerListProps {
  servers: PagedRows<ResourceServer>;
  onCreate: () => void;
  onChange: (server: ResourceServer) => void;
  onDelete: (server: ResourceServer) => void;
}

export function ResourceServerList({ servers, onCreate, onChange, onDelete }: ResourceServerListProps) {
  const create = <Button onClick={onCreate}>{t('Create resource server')}</Button>;
  return (
    <>
      <PageHead title={t('Resource servers')} description={t("Services that accept this tenant's tokens, and the clients that may introspect them.")} actions={servers.rows?.length !== 0 && create} />
      <PageSection>
        <Listing
          label={t('Resource servers')}
          paged={servers}
          columns={COLUMNS}
          nameOf={(server) => server.name}
          actions={(server) => [
            { title: t('Edit'), onClick: () => onChange(server) },
            { title: t('Delete'), danger: true, onClick: () => onDelete(server) },
          ]}
          empty={
            <Nothing title={t('No resource servers yet')} icon={ServerIcon} action={create}>{t("A client's id is an audience of its own. Register a resource server when a service has a URI, scopes, or several clients that introspect for it.")}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
