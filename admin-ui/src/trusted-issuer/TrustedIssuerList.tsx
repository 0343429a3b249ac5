import { Button, Label, PageSection } from '@patternfly/react-core';
import CertificateIcon from '@patternfly/react-icons/dist/esm/icons/id-badge-icon';
import type { TrustedIssuer } from '../api';
import { CopyValue } from '../ui/Copy';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { KINDS } from './kinds';

const COLUMNS: readonly Column<TrustedIssuer>[] = [
  { title: 'Name', width: 20, cell: (issuer) => <span className="lw-strong">{issuer.name}</span> },
  { title: 'Issuer', width: 30, cell: (issuer) => <CopyValue value={issuer.issuer} label={`issuer of ${issuer.name}`} /> },
  {
    title: 'Platform',
    cell: (issuer) => (
      <Label isCompact color="blue">
        {KINDS[issuer.kind].label}
      </Label>
    ),
  },
  { title: 'Keys', cell: keysOf },
  { title: 'Audience', width: 20, cell: (issuer) => issuer.audience ?? "The tenant's issuer" },
  { title: 'State', cell: (issuer) => <EnabledLabel enabled={issuer.enabled} /> },
];

function keysOf({ jwks, jwksUri }: TrustedIssuer): string {
  if (jwks) return jwks.keys.length === 1 ? '1 fixed key' : `${jwks.keys.length} fixed keys`;
  return jwksUri ?? 'By its metadata';
}

interface TrustedIssuerListProps {
  issuers: PagedRows<TrustedIssuer>;
  onCreate: () => void;
  onSwitch: (issuer: TrustedIssuer) => void;
  onDelete: (issuer: TrustedIssuer) => void;
}

export function TrustedIssuerList({ issuers, onCreate, onSwitch, onDelete }: TrustedIssuerListProps) {
  const create = <Button onClick={onCreate}>Add trusted issuer</Button>;
  return (
    <>
      <PageHead
        title="Trusted issuers"
        description="Platforms whose tokens prove who a container is. A rule of a workload decides what such a token is good for."
        actions={issuers.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label="Trusted issuers"
          paged={issuers}
          columns={COLUMNS}
          nameOf={(issuer) => issuer.name}
          actions={(issuer) => [
            { title: issuer.enabled ? 'Disable' : 'Enable', onClick: () => onSwitch(issuer) },
            { title: 'Delete', danger: true, onClick: () => onDelete(issuer) },
          ]}
          empty={
            <Nothing title="No trusted issuers yet" icon={CertificateIcon} action={create}>
              Add your Kubernetes cluster or CI system. Its containers and jobs can then fetch tokens and certificates without a secret of their own.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}
