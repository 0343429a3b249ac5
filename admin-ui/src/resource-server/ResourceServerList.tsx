import { Button, PageSection } from '@patternfly/react-core';
import ServerIcon from '@patternfly/react-icons/dist/esm/icons/server-icon';
import type { ResourceServer } from '../api';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';

const COLUMNS: readonly Column<ResourceServer>[] = [
  { title: 'Name', width: 20, cell: (server) => <span className="lw-strong">{server.name}</span> },
  { title: 'URI', width: 35, cell: (server) => <CopyValue value={server.uri} label={`URI of ${server.name}`} /> },
  { title: 'Introspecting clients', cell: (server) => <Values values={server.clients} /> },
  { title: 'Scopes', cell: (server) => <Values values={server.scopes} /> },
  { title: 'State', cell: (server) => <EnabledLabel enabled={server.enabled} /> },
];

interface ResourceServerListProps {
  servers: PagedRows<ResourceServer>;
  onCreate: () => void;
  onDelete: (server: ResourceServer) => void;
}

export function ResourceServerList({ servers, onCreate, onDelete }: ResourceServerListProps) {
  const create = <Button onClick={onCreate}>Create resource server</Button>;
  return (
    <>
      <PageHead title="Resource servers" description="Services that accept this tenant's tokens, and the clients that may introspect them." actions={servers.rows?.length !== 0 && create} />
      <PageSection>
        <Listing
          label="Resource servers"
          paged={servers}
          columns={COLUMNS}
          nameOf={(server) => server.name}
          actions={(server) => [{ title: 'Delete', danger: true, onClick: () => onDelete(server) }]}
          empty={
            <Nothing title="No resource servers yet" icon={ServerIcon} action={create}>
              A client's id is an audience of its own. Register a resource server when a service has a URI, scopes, or several clients that introspect for it.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
