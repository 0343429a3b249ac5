import { Button, Card, CardBody, CardHeader, CardTitle } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addClientSecret, type Client, type ClientSecret, endClientSecret, type Tenant } from '../api';
import { t } from '../language/language';
import { FieldsDialog } from '../objects/FieldsDialog';
import { durationError, typedDuration } from '../password-policy/duration';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { useNotify } from '../ui/notify';
import { wholeRows } from '../ui/paged';
import { ClientSecretDialog } from './ClientSecretDialog';
import { clientQuery } from './queries';

type Open = { kind: 'add' } | { kind: 'once'; secret: string } | { kind: 'end'; secret: ClientSecret };

const duration = (text: string | undefined) => (text?.trim() ? typedDuration(text) : undefined);

/** The secrets of a client without the secrets themselves: a new one beside the newest, and the end of any. */
export function Secrets({ tenant, client }: { tenant: Tenant; client: Client }) {
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const path = { tenant: tenant.id, client: client.id };
  const refresh = () => queryClient.invalidateQueries({ queryKey: clientQuery(tenant.id, client.id).queryKey });

  const add = async (expires: string | undefined, previous: string | undefined) => {
    const expiresIn = duration(expires);
    const previousExpiresIn = duration(previous);
    const { clientSecret = '' } = await addClientSecret({ path, body: { ...(expiresIn && { expiresIn }), ...(previousExpiresIn && { previousExpiresIn }) } });
    setOpen({ kind: 'once', secret: clientSecret });
    await refresh();
  };
  const end = async ({ id }: ClientSecret) => {
    await endClientSecret({ path: { ...path, secret: id } });
    await refresh();
    notify(t('Secret {0} ended', id));
  };

  return (
    <Card className="lw-gap-below">
      <CardHeader actions={{ actions: <Button variant="secondary" onClick={() => setOpen({ kind: 'add' })}>{t('New secret')}</Button> }}>
        <CardTitle component="h2">{t('Secrets')}</CardTitle>
      </CardHeader>
      <CardBody>
        <Listing
          label={t('Secrets')}
          paged={wholeRows(client.secrets ?? [])}
          columns={[
            { title: t('Secret'), width: 40, cell: ({ id }) => <span className="lw-code">{id}</span> },
            { title: t('Created'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { title: t('Good until'), cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : t('For ever')) },
          ]}
          nameOf={({ id }) => id}
          actions={(secret) => [{ title: t('End'), danger: true, onClick: () => setOpen({ kind: 'end', secret }) }]}
          empty={<p className="lw-quiet">{t('It has none.')}</p>}
        />
      </CardBody>
      {open?.kind === 'add' && (
        <FieldsDialog
          title={t('New secret')}
          submitLabel={t('Make secret')}
          fields={[
            { name: 'expiresIn', label: t('Good for'), hint: t('Such as 90 days; for ever when empty.'), check: durationError },
            { name: 'previousExpiresIn', label: t('The one before is good for'), hint: t('Such as 2 hours; a day when empty.'), check: durationError },
          ]}
          start={{ expiresIn: '', previousExpiresIn: '' }}
          proof
          onSave={({ expiresIn, previousExpiresIn }) => add(expiresIn, previousExpiresIn)}
          onClose={close}
        />
      )}
      {open?.kind === 'once' && <ClientSecretDialog tenant={tenant} client={client} secret={open.secret} onClose={close} />}
      {open?.kind === 'end' && (
        <ConfirmDialog title={t('End this secret of {0}?', client.clientId)} confirmLabel={t('End secret')} onConfirm={() => end(open.secret)} onClose={close}>
          {t('Whoever still uses it is refused from now on. This cannot be undone.')}
        </ConfirmDialog>
      )}
    </Card>
  );
}
