import { Button, Label, PageSection } from '@patternfly/react-core';
import CertificateIcon from '@patternfly/react-icons/dist/esm/icons/id-badge-icon';
import type { TrustedIssuer } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { KINDS } from './kinds';

const COLUMNS: readonly Column<TrustedIssuer>[] = [
  { title: t('Name'), width: 20, cell: (issuer) => <span className="lw-strong">{issuer.name}</span> },
  { title: t('Issuer'), width: 30, cell: (issuer) => <CopyValue value={issuer.issuer} label={t('issuer of {0}', issuer.name)} /> },
  {
    title: t('Platform'),
    cell: (issuer) => (
      <Label isCompact color="blue">
        {KINDS[issuer.kind].label}
      </Label>
    ),
  },
  { title: t('Keys'), cell: keysOf },
  { title: t('Audience'), width: 20, cell: (issuer) => issuer.audience ?? t("The tenant's issuer") },
  { title: t('Operator’s consent'), cell: (issuer) => <ConsentLabel given={issuer.operatorConsent} /> },
  { title: t('State'), cell: (issuer) => <EnabledLabel enabled={issuer.enabled} /> },
];

/** Whether the installation's operator lets the issuer prove anything. */
export const ConsentLabel = ({ given }: { given: boolean }) => (
  <Label isCompact variant="outline" status={given ? 'success' : 'warning'}>
    {given ? t('Given') : t('Waits for the operator')}
  </Label>
);

function keysOf({ jwks, jwksUri }: TrustedIssuer): string {
  if (jwks) return jwks.keys.length === 1 ? t('1 fixed key') : t('{0} fixed keys', jwks.keys.length);
  return jwksUri ?? t('By its metadata');
}

interface TrustedIssuerListProps {
  issuers: PagedRows<TrustedIssuer>;
  onCreate: () => void;
  onSwitch: (issuer: TrustedIssuer) => void;
  onDelete: (issuer: TrustedIssuer) => void;
  /** Given or withdrawn by the installation's operator; nobody else may. */
  onConsent?: ((issuer: TrustedIssuer) => void) | undefined;
}

export function TrustedIssuerList({ issuers, onCreate, onSwitch, onDelete, onConsent }: TrustedIssuerListProps) {
  const create = <Button onClick={onCreate}>{t('Add trusted issuer')}</Button>;
  return (
    <>
      <PageHead
        title={t('Trusted issuers')}
        description={t('Platforms whose tokens prove who a container is. A rule of a workload decides what such a token is good for.')}
        actions={issuers.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label={t('Trusted issuers')}
          paged={issuers}
          columns={COLUMNS}
          nameOf={(issuer) => issuer.name}
          actions={(issuer) => [
            { title: issuer.enabled ? t('Disable') : t('Enable'), onClick: () => onSwitch(issuer) },
            ...(onConsent ? [{ title: issuer.operatorConsent ? t('Withdraw consent') : t('Consent'), danger: issuer.operatorConsent, onClick: () => onConsent(issuer) }] : []),
            { title: t('Delete'), danger: true, onClick: () => onDelete(issuer) },
          ]}
          empty={
            <Nothing title={t('No trusted issuers yet')} icon={CertificateIcon} action={create}>{t('Add your Kubernetes cluster or CI system. Its containers and jobs can then fetch tokens and certificates without a secret of their own.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}
