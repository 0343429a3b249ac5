import { Button, Label, PageSection } from '@patternfly/react-core';
import ApplicationsIcon from '@patternfly/react-icons/dist/esm/icons/applications-icon';
import type { ServiceProvider } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';

const SOON = 30 * 86_400_000;

/** What ends first: its metadata, or the certificates in them. */
export function endOf({ metadataValidUntil, certificatesEnd }: ServiceProvider): string | undefined {
  return [metadataValidUntil, certificatesEnd].filter((end) => end !== undefined).toSorted()[0];
}

function expiry(provider: ServiceProvider) {
  if (provider.metadataProblem) {
    return (
      <Label isCompact variant="outline" status="danger">{t('Not accepted any more: {0}', provider.metadataProblem)}</Label>
    );
  }
  const end = endOf(provider);
  if (!end) return t('Never');
  // what is read again from its address is new long before it ends
  const soon = new Date(end).getTime() < Date.now() + (provider.metadataUrl && end === provider.metadataValidUntil ? 0 : SOON);
  return (
    <>
      <Moment at={end} />{' '}
      {soon && (
        <Label isCompact variant="outline" status="warning">
          {distance(end)}
        </Label>
      )}
    </>
  );
}

const COLUMNS: readonly Column<ServiceProvider>[] = [
  { title: t('Name'), width: 15, cell: (provider) => <span className="lw-strong">{provider.name}</span> },
  { title: t('Entity id'), width: 30, cell: (provider) => provider.entityId },
  { title: t('Names people by'), cell: (provider) => provider.nameIdFormat },
  { title: t('Assertions'), cell: (provider) => (provider.encryptionKeys > 0 && provider.encryptAssertion ? t('Signed, encrypted') : t('Signed')) },
  { title: t('Ends'), cell: expiry },
  { title: t('State'), cell: (provider) => <EnabledLabel enabled={provider.enabled} /> },
];

interface ServiceProviderListProps {
  rows: PagedRows<ServiceProvider>;
  /** Where our own metadata are. */
  metadata: string;
  onCreate: () => void;
  onEdit: (provider: ServiceProvider) => void;
  onDelete: (provider: ServiceProvider) => void;
}

export function ServiceProviderList({ rows, metadata, onCreate, onEdit, onDelete }: ServiceProviderListProps) {
  const add = <Button onClick={onCreate}>{t('Add service provider')}</Button>;
  const some = Boolean(rows.rows?.length);
  return (
    <>
      <PageHead
        title={t('Service providers')}
        description={
          <>{t('Applications that people sign in to by SAML 2.0. {0}{1}', some && t('What they need to know of us is at '), some && <CopyValue value={metadata} label={t('address of our metadata')} />)}</>
        }
        actions={some && add}
      />
      <PageSection>
        <Listing
          label={t('Service providers')}
          paged={rows}
          columns={COLUMNS}
          nameOf={(provider) => provider.name}
          actions={(provider) => [
            { title: t('Edit'), onClick: () => onEdit(provider) },
            { title: t('Delete'), danger: true, onClick: () => onDelete(provider) },
          ]}
          empty={
            <Nothing title={t('No service providers yet')} icon={ApplicationsIcon} action={add}>{t('Once the first one is registered by its metadata, this tenant has metadata of its own to give.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
