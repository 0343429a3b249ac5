import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { revokeCertificate } from '../api';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { useNotify } from '../ui/notify';
import { CertificateDetail } from './CertificateDetail';
import { certificateQuery } from './queries';
import type { Reason } from './reasons';
import { RevokeDialog } from './RevokeDialog';
import { certificateRoute } from './certificate.route';

export function CertificatePage() {
  const { tenant } = certificateRoute.useRouteContext();
  const params = certificateRoute.useParams();
  const query = certificateQuery(tenant.id, params.certificate);
  const { data: certificate } = useSuspenseQuery(query);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'revoke' | 'lift'>();
  const close = () => setDialog(undefined);

  const revoke = async (reason: Reason) => {
    const changed = await revokeCertificate({ path: { tenant: tenant.id, certificate: certificate.id }, body: { reason } });
    queryClient.setQueryData(query.queryKey, changed);
    void queryClient.invalidateQueries({ queryKey: ['certificates', tenant.id] });
    close();
    notify(changed.state === 'revoked' ? 'Certificate revoked' : changed.state === 'held' ? 'Certificate put on hold' : 'Hold lifted');
  };

  return (
    <>
      <CertificateDetail tenant={tenant} certificate={certificate} onRevoke={() => setDialog('revoke')} onLift={() => setDialog('lift')} />
      {dialog === 'revoke' && <RevokeDialog certificate={certificate} onRevoke={revoke} onClose={close} />}
      {dialog === 'lift' && (
        <ConfirmDialog title="Lift the hold?" confirmLabel="Lift hold" danger={false} onConfirm={() => revoke('removeFromCRL')} onClose={close}>
          The certificate <strong>{certificate.serial}</strong> of <strong>{certificate.spiffeId ?? certificate.subject}</strong> is valid again.
        </ConfirmDialog>
      )}
    </>
  );
}
