import { Button, Card, CardBody, CardTitle, Content, Label, PageSection } from '@patternfly/react-core';
import TerminalIcon from '@patternfly/react-icons/dist/esm/icons/terminal-icon';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { compromiseSshAuthority, rotateSshAuthority, type SshAuthority, type Tenant } from '../api';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { CopyValue } from '../ui/Copy';
import { Snippet } from '../ui/Snippet';
import { SelectField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { type Column, Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { Nothing } from '../ui/Nothing';
import { useNotify } from '../ui/notify';
import { wholeRows } from '../ui/paged';
import { PageHead } from '../ui/PageHead';
import { sshRoute } from './authorities.route';
import { sshAuthoritiesQuery } from './queries';

const STATES: Record<SshAuthority['state'], readonly ['success' | 'info' | 'warning' | 'danger' | undefined, string]> = {
  published: ['info', t('Published')],
  active: ['success', t('Signs')],
  retiring: ['warning', t('Phased out')],
  retired: [undefined, t('Retired')],
  compromised: ['danger', t('Compromised')],
};

type Row = SshAuthority & { id: string };

const COLUMNS: readonly Column<Row>[] = [
  { title: t('Name'), width: 20, cell: ({ name }) => <span className="lw-strong">{name}</span> },
  { title: t('For'), cell: ({ kind }) => (kind === 'user' ? t('People') : t('Hosts')) },
  {
    title: t('State'),
    cell: ({ state }) => (
      <Label isCompact variant="outline" status={STATES[state][0]} color={state === 'retired' ? 'grey' : undefined}>
        {STATES[state][1]}
      </Label>
    ),
  },
  { title: t('Fingerprint'), width: 35, cell: ({ fingerprint, name }) => <CopyValue value={fingerprint} label={t('fingerprint of {0}', name)} /> },
  { title: t('Signs from'), cell: ({ activeFrom }) => <Moment at={activeFrom} /> },
  { title: t('Trusted until'), cell: ({ trustedUntil }) => (trustedUntil ? <Moment at={trustedUntil} /> : '–') },
];

export function SshPage() {
  const { tenant } = sshRoute.useRouteContext();
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<{ kind: 'rotate' } | { kind: 'compromise'; authority: SshAuthority }>();
  const close = () => setDialog(undefined);
  const query = sshAuthoritiesQuery(tenant.id);
  const authorities = useQuery(query);
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.queryKey });

  const rotate = async (kind: SshAuthority['kind'], activeIn: string) => {
    await rotateSshAuthority({ path: { tenant: tenant.id }, body: { kind, activeIn } });
    await refresh();
    close();
    notify(t('A new key follows'));
  };
  const compromise = async ({ name }: SshAuthority) => {
    await compromiseSshAuthority({ path: { tenant: tenant.id, authority: name } });
    await refresh();
    notify(t('{0} ended', name));
  };

  return (
    <>
      <PageHead
        title={t('SSH authorities')}
        description={t('The keys that sign SSH certificates: one for people, one for hosts. Servers and clients trust the authority instead of single keys.')}
        actions={
          <Button variant="secondary" onClick={() => setDialog({ kind: 'rotate' })}>{t('Let a new key follow')}</Button>
        }
      />
      <PageSection>
        <Listing
          label={t('SSH authorities')}
          paged={wholeRows(authorities.data?.items.map((authority) => ({ ...authority, id: authority.name })), authorities.error, authorities.refetch)}
          columns={COLUMNS}
          nameOf={({ name }) => name}
          actions={(authority) => (authority.state === 'retired' || authority.state === 'compromised' ? [] : [{ title: t('End: its key leaked'), danger: true, onClick: () => setDialog({ kind: 'compromise', authority }) }])}
          empty={
            <Nothing title={t('No SSH authority yet')} icon={TerminalIcon}>{t('A key is made when the first SSH certificate is asked for, or when a key is let follow.')}</Nothing>
          }
        />
      </PageSection>
      <PageSection>
        <Card>
          <CardTitle component="h2">{t('Trust them')}</CardTitle>
          <CardBody>
            <Content component="p">{t('On a server, so that people with a certificate get in, and revoked ones do not:')}</Content>
            <Snippet label={t('server commands')} code={serverCommands(tenant)} />
            <Content component="p">{t('On a client, so that hosts with a certificate are known:')}</Content>
            <Snippet label={t('client command')} code={`curl --cacert ca.pem ${tenant.issuer}/ssh/known_hosts >>~/.ssh/known_hosts`} />
          </CardBody>
        </Card>
      </PageSection>
      {dialog?.kind === 'rotate' && <RotateSshDialog onRotate={rotate} onClose={close} />}
      {dialog?.kind === 'compromise' && (
        <ConfirmDialog title={t('End {0}?', dialog.authority.name)} confirmLabel={t('End authority')} typed={dialog.authority.name} proof onConfirm={() => compromise(dialog.authority)} onClose={close}>{t('For a key that others may have: nothing that it signed is good any more once servers and clients have read the lists again. This cannot be undone.')}</ConfirmDialog>
      )}
    </>
  );
}

const serverCommands = ({ issuer }: Tenant) => `curl --cacert ca.pem -o /etc/ssh/user-ca.pub ${issuer}/ssh/user-ca.pub
curl --cacert ca.pem -o /etc/ssh/revoked-keys.krl ${issuer}/ssh/revoked-keys.krl   # again every few minutes
cat >/etc/ssh/sshd_config.d/lightwave.conf <<'EOF'
TrustedUserCAKeys /etc/ssh/user-ca.pub
RevokedKeys /etc/ssh/revoked-keys.krl
EOF`;

const TIMES = [
  { value: 'PT1H', label: t('An hour') },
  { value: 'P1D', label: t('A day') },
  { value: 'P7D', label: t('A week') },
  { value: 'P30D', label: t('30 days') },
];

function RotateSshDialog({ onRotate, onClose }: { onRotate: (kind: SshAuthority['kind'], activeIn: string) => Promise<unknown>; onClose: () => void }) {
  const form = useForm<{ kind: string; activeIn: string }>(
    { kind: 'user', activeIn: 'P1D' },
    () => ({}),
    ({ kind, activeIn }) => onRotate(kind === 'host' ? 'host' : 'user', activeIn),
  );
  return (
    <FormDialog title={t('Let a new key follow')} description={t('The new key is published first, so that servers and clients learn it, and then signs.')} form={form} submitLabel={t('Begin')} proof onClose={onClose}>
      <SelectField
        form={form}
        name="kind"
        label={t('For certificates of')}
        options={[
          { value: 'user', label: t('People') },
          { value: 'host', label: t('Hosts') },
        ]}
      />
      <SelectField form={form} name="activeIn" label={t('Published before it signs')} options={TIMES} />
    </FormDialog>
  );
}
