import { Button, Card, CardBody, PageSection } from '@patternfly/react-core';
import type { Certificate, Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Crumbs } from '../ui/Crumbs';
import { Facts } from '../ui/Facts';
import { distance, Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { SameAs } from '../ui/SameAs';
import { Values } from '../ui/Values';
import { Chain, Lineage } from './Lineage';
import { REASONS } from './reasons';
import { StateLabel } from './StateLabel';

interface CertificateDetailProps {
  tenant: Tenant;
  certificate: Certificate;
  onRevoke: () => void;
  onLift: () => void;
}

export function CertificateDetail({ tenant, certificate, onRevoke, onLift }: CertificateDetailProps) {
  const { state } = certificate;
  const title = certificate.spiffeId ?? certificate.subject;
  return (
    <>
      <Crumbs tenant={tenant} section={t('Certificates')} to="/tenants/$tenant/certificates" here={certificate.serial} />
      <PageHead
        title={title}
        aside={<StateLabel state={state} />}
        actions={
          <>
            <SameAs
              name={certificate.serial}
              object={certificate}
              path={`/api/v1/tenants/${tenant.name}/certificates/${certificate.id}`}
              commands={[`lightwave cert list -t ${tenant.name} -o json`, `lightwave cert lineage -t ${tenant.name} ${certificate.id}`, `lightwave cert revoke -t ${tenant.name} ${certificate.serial}`]}
            />
            {state === 'held' && (
              <Button variant="secondary" onClick={onLift}>{t('Lift hold')}</Button>
            )}
            {(state === 'valid' || state === 'held') && (
              <Button variant="secondary" isDanger onClick={onRevoke}>{t('Revoke')}</Button>
            )}
          </>
        }
      />
      <PageSection>
        <Card className="lw-gap-below">
          <CardBody>
            <Facts
              facts={[
                { term: t('Serial number'), value: <CopyValue value={certificate.serial} label={t('serial number')} /> },
                { term: t('Subject'), value: certificate.subject && <CopyValue value={certificate.subject} label={t('subject')} /> },
                { term: t('SPIFFE ID'), value: certificate.spiffeId && <CopyValue value={certificate.spiffeId} label={t('SPIFFE ID')} /> },
                { term: t('Alternative names'), value: <Values values={certificate.san} /> },
                { term: t('Issued to'), value: certificate.subjectId && <CopyValue value={certificate.subjectId} label={t('subject id')} /> },
                { term: t('Profile'), value: certificate.profile },
                { term: t('Valid from'), value: <Moment at={certificate.notBefore} /> },
                {
                  term: t('Valid until'),
                  value: (
                    <>
                      <Moment at={certificate.notAfter} /> <span className="lw-quiet">({distance(certificate.notAfter)})</span>
                    </>
                  ),
                },
                ...(certificate.revokedAt ? [{ term: state === 'held' ? t('On hold since') : t('Revoked'), value: <Moment at={certificate.revokedAt} /> }] : []),
                ...(certificate.revocationReason ? [{ term: t('Reason'), value: REASONS[certificate.revocationReason] }] : []),
                { term: t('Fingerprint'), value: <CopyValue value={certificate.fingerprint} label={t('SHA-256 fingerprint')} /> },
                { term: t('Issued'), value: <Moment at={certificate.createdAt} /> },
              ]}
            />
          </CardBody>
        </Card>
        <Lineage tenant={tenant} certificate={certificate} />
        <Chain tenant={tenant} certificate={certificate} />
      </PageSection>
    </>
  );
}
