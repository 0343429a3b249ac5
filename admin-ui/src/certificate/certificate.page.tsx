import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { revokeCertificate } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { CertificateDetail } from './CertificateDetail';
import { useCertificateNews } from './events';
import { certificateQuery } from './queries';
import type { Reason } from './reasons';
import { RevokeDialog } from './RevokeDialog';
import { certificateRoute } from './certificate.route';

export function CertificatePage() {
  const { tenant } = certificateRoute.useRouteContext();
  const params = certificateRoute.useParams();
  const query = certificateQuery(tenant.id, params.certificate);
  const { data: certificate } = useSuspenseQuery(query);
  useCertificateNews(tenant.id);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'revoke' | 'lift'>();
  const close = () => setDialog(undefined);

  const revoke = async (reason: Reason) => {
    const changed = await revokeCertificate({ path: { tenant: tenant.id, certificate: certificate.id }, body: { reason } });
    queryClient.setQueryData(query.queryKey, changed);
    void queryClient.invalidateQueries({ queryKey: ['certificates', tenant.id] });
    close();
    notify(changed.state === 'revoked' ? t('Certificate revoked') : changed.state === 'held' ? t('Certificate put on hold') : t('Hold lifted'));
  };

  return (
    <>
      <CertificateDetail tenant={tenant} certificate={certificate} onRevoke={() => setDialog('revoke')} onLift={() => setDialog('lift')} />
      {dialog === 'revoke' && <RevokeDialog certificate={certificate} onRevoke={revoke} onClose={close} />}
      {dialog === 'lift' && (
        <ConfirmDialog title={t('Lift the hold?')} confirmLabel={t('Lift hold')} danger={false} proof onConfirm={() => revoke('removeFromCRL')} onClose={close}>{t('The certificate {0} of {1} is valid again.', <strong>{certificate.serial}</strong>, <strong>{certificate.spiffeId ?? certificate.subject}</strong>)}</ConfirmDialog>
      )}
    </>
  );
}
