import { Button, Card, CardBody, CardTitle, Label, PageSection, Progress, ProgressStep, ProgressStepper } from '@patternfly/react-core';
import CertificateIcon from '@patternfly/react-icons/dist/esm/icons/certificate-icon';
import type { Authority, AuthorityRotation, Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Snippet } from '../ui/Snippet';
import { Facts } from '../ui/Facts';
import { type Column, Listing } from '../ui/Listing';
import { LoadFailure } from '../ui/LoadFailure';
import { distance, Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';

const STATES: Record<Authority['state'], readonly ['success' | 'info' | 'warning' | 'danger' | undefined, string]> = {
  published: ['info', t('Published')],
  active: ['success', t('Signs')],
  draining: ['warning', t('Phased out')],
  retired: [undefined, t('Retired')],
  compromised: ['danger', t('Compromised')],
};

const COLUMNS: readonly Column<Authority>[] = [
  {
    title: t('Name'),
    width: 30,
    cell: (authority) => (
      <>
        <span className={authority.kind === 'root' ? 'lw-strong' : 'lw-strong lw-below'}>{authority.name}</span>
        <div className="lw-quiet">{authority.kind === 'root' ? t('Root') : t('Certified by {0}', authority.issuer)}</div>
      </>
    ),
  },
  {
    title: t('State'),
    cell: ({ state }) => (
      <Label isCompact variant="outline" status={STATES[state][0]} color={state === 'retired' ? 'grey' : undefined}>
        {STATES[state][1]}
      </Label>
    ),
  },
  {
    title: t('Valid until'),
    cell: ({ notAfter }) => (
      <>
        <Moment at={notAfter} />
        <div className="lw-quiet">{distance(notAfter)}</div>
      </>
    ),
  },
  { title: t('Fingerprint (SHA-256)'), width: 35, cell: ({ fingerprint, name }) => <CopyValue value={fingerprint} label={t('fingerprint of {0}', name)} /> },
];

/** Each root followed by what it certified. */
export const inChains = (authorities: readonly Authority[]): Authority[] =>
  authorities.filter(({ kind }) => kind === 'root').flatMap((root) => [root].concat(authorities.filter(({ kind, issuer }) => kind === 'issuing' && issuer === root.name)));

interface AuthorityListProps {
  tenant: Tenant;
  authorities: { rows: readonly Authority[] | undefined; error: Error | null; retry: () => void };
  rotations: { rows: readonly AuthorityRotation[]; error: Error | null; retry: () => void };
  onRotate: () => void;
  onAcknowledge: (rotation: AuthorityRotation, consumer: string) => void;
  onActivate: (rotation: AuthorityRotation) => void;
  onCompromise: (authority: Authority) => void;
}

export function AuthorityList({ tenant, authorities, rotations, onRotate, onAcknowledge, onActivate, onCompromise }: AuthorityListProps) {
  return (
    <>
      <PageHead
        title={t('Authorities')}
        description={t("The keys that sign the tenant's certificates: a root, and issuing authorities below it. A new one is published before it signs, and an old one is believed until what it signed has run out.")}
        actions={
          <Button variant="secondary" onClick={onRotate}>{t('Begin a rotation')}</Button>
        }
      />
      {(rotations.error || rotations.rows.length > 0) && (
        <PageSection>
          {rotations.error && <LoadFailure error={rotations.error} retry={rotations.retry} />}
          {rotations.rows.slice(0, 3).map((rotation) => (
            <Rotation key={rotation.id} rotation={rotation} onAcknowledge={onAcknowledge} onActivate={onActivate} />
          ))}
        </PageSection>
      )}
      <PageSection>
        <Listing
          label={t('Authorities')}
          paged={{ ...authorities, rows: authorities.rows && inChains(authorities.rows), hasMore: false, loadingMore: false, loadMore: () => {} }}
          columns={COLUMNS}
          nameOf={({ name }) => name}
          actions={(authority) => (authority.state === 'retired' || authority.state === 'compromised' ? [] : [{ title: t('End: its key leaked'), danger: true, onClick: () => onCompromise(authority) }])}
          empty={
            <Nothing title={t('No authorities')} icon={CertificateIcon}>{t('A tenant gets its root and an issuing authority when it is made.')}</Nothing>
          }
        />
      </PageSection>
      <PageSection>
        <Card>
          <CardTitle component="h2">{t('Believe what this tenant signs')}</CardTitle>
          <CardBody>
            <Snippet label={t('trust command')} code={`curl --cacert ca.pem -o trust.pem ${tenant.issuer}/ca/root.pem\nopenssl verify -CAfile trust.pem -untrusted chain.pem leaf.pem`} />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}

function Rotation({ rotation, onAcknowledge, onActivate }: { rotation: AuthorityRotation } & Pick<AuthorityListProps, 'onAcknowledge' | 'onActivate'>) {
  const { kind, state, emergency, successors, replaced, consumers, acknowledged, liveCertificates, startedAt, activateAt, activatedAt, endedAt } = rotation;
  const missing = consumers.filter((consumer) => !acknowledged.includes(consumer));
  return (
    <Card className="lw-gap-below">
      <CardTitle component="h2">{t('{0} of the {1} {2}', state === 'done' ? t('Last rotation') : t('Rotation'), kind === 'root' ? t('root') : t('issuing authority'), emergency && <Label status="danger">{t('A key had leaked')}</Label>)}</CardTitle>
      <CardBody>
        <ProgressStepper aria-label={t('How the rotation stands')} className="lw-gap-below">
          <ProgressStep variant={state === 'published' ? 'info' : 'success'} isCurrent={state === 'published'} id={`${rotation.id}-published`} titleId={`${rotation.id}-published-title`} description={<Moment at={startedAt} />}>{t('Published')}</ProgressStep>
          <ProgressStep
            variant={state === 'published' ? 'pending' : state === 'draining' ? 'info' : 'success'}
            isCurrent={state === 'draining'}
            id={`${rotation.id}-draining`}
            titleId={`${rotation.id}-draining-title`}
            description={<Moment at={activatedAt ?? activateAt} />}
          >{t('Signs')}</ProgressStep>
          <ProgressStep variant={state === 'done' ? 'success' : 'pending'} id={`${rotation.id}-done`} titleId={`${rotation.id}-done-title`} description={endedAt ? <Moment at={endedAt} /> : t('when the rest has run out')}>{t('Old one retired')}</ProgressStep>
        </ProgressStepper>
        <Facts
          facts={[
            { term: t('New'), value: successors.join(', ') },
            { term: t('Replaced'), value: replaced.join(', ') },
            ...(state === 'done' ? [] : [{ term: t('Still good'), value: t(liveCertificates === 1 ? '{0} certificate of the old one' : '{0} certificates of the old one', liveCertificates) }]),
          ]}
        />
        {consumers.length > 0 && state === 'published' && (
          <>
            <Progress className="lw-tab" value={(acknowledged.length / consumers.length) * 100} title={t('{0} of {1} know the new one', acknowledged.length, consumers.length)} measureLocation="none" />
            {missing.map((consumer) => (
              <Button key={consumer} variant="link" isInline onClick={() => onAcknowledge(rotation, consumer)} className="lw-tab">{t('{0} knows it', consumer)}</Button>
            ))}
          </>
        )}
        {state === 'published' && (
          <div className="lw-tab">
            <Button variant="secondary" size="sm" onClick={() => onActivate(rotation)}>{t('Let it sign now')}</Button>
          </div>
        )}
      </CardBody>
    </Card>
  );
}
