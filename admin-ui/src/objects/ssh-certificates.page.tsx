import TerminalIcon from '@patternfly/react-icons/dist/esm/icons/terminal-icon';
import { listSshCertificates, revokeSshCertificate, type SshCertificate } from '../api';
import { StateLabel } from '../certificate/StateLabel';
import { t } from '../language/language';
import { Moment } from '../ui/Moment';
import { Values } from '../ui/Values';
import type { Kind, ObjectAction } from './kind';
import { ObjectsPage } from './ObjectsPage';

const revoking = (title: string, serial: string, reason: 'keyCompromise' | 'cessationOfOperation'): ObjectAction<SshCertificate> => ({
  title,
  question: t('Revoke {0}?', serial),
  text: t('It is in the key revocation list from now on, which servers and clients read again every few minutes. This cannot be undone.'),
  danger: true,
  proof: true,
  run: (tenant, { id }) => revokeSshCertificate({ path: { tenant: tenant.id, sshCertificate: id }, body: { reason } }),
  said: t('{0} revoked', serial),
});

const CERTIFICATES: Kind<SshCertificate> = {
  name: 'ssh-certificates',
  title: t('SSH certificates'),
  description: t('What the SSH authorities have signed for people and for hosts, newest first.'),
  icon: TerminalIcon,
  empty: { title: t('No SSH certificates yet'), text: t('Turn them on in the settings of the tenant; then people and hosts fetch them.') },
  columns: [
    { title: t('Key id'), width: 30, cell: ({ keyId }) => <span className="lw-strong">{keyId}</span> },
    { title: t('Serial number'), cell: ({ serial }) => <span className="lw-code">{serial}</span> },
    { title: t('Accounts or hosts'), cell: ({ principals }) => <Values values={principals} /> },
    { title: t('Valid until'), cell: ({ notAfter }) => <Moment at={notAfter} /> },
    { title: t('State'), cell: ({ state }) => <StateLabel state={state} /> },
  ],
  nameOf: ({ serial }) => serial,
  list: (tenant, { cursor, signal }) => listSshCertificates({ path: { tenant: tenant.id }, query: { cursor }, signal }),
  fields: [],
  typed: () => ({}),
  actions: ({ serial, state }) => (state === 'valid' || state === 'held' ? [revoking(t('Revoke: its key leaked'), serial, 'keyCompromise'), revoking(t('Revoke: no longer in use'), serial, 'cessationOfOperation')] : []),
  sameAs: (tenant, { id }) => ({ path: `/api/v1/tenants/${tenant.id}/ssh/certificates/${id}`, commands: [`lightwave ssh certificate -t ${tenant.name} ${id}`, `lightwave ssh revoke -t ${tenant.name} ${id} reason=keyCompromise`] }),
};

export const SshCertificatesPage = () => <ObjectsPage kind={CERTIFICATES} />;
