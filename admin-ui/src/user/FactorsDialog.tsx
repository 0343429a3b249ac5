import { useQuery } from '@tanstack/react-query';
import { type Factors, getFactors, removeFactors, type ScimUser, type Tenant } from '../api';
import { Loading } from '../app/Loading';
import { t } from '../language/language';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Facts } from '../ui/Facts';
import { useNotify } from '../ui/notify';
import { Values } from '../ui/Values';

const namesOf = (factors: readonly { name: string }[]) => <Values values={factors.map(({ name }) => name)} />;

const factsOf = ({ oneTimeCodes, recoveryCodesLeft, passkeys, certificates }: Factors) => [
  { term: t('One-time codes'), value: oneTimeCodes ? t('Yes') : t('No') },
  { term: t('Recovery codes left'), value: String(recoveryCodesLeft) },
  { term: t('Passkeys'), value: namesOf(passkeys) },
  { term: t('Certificates'), value: namesOf(certificates) },
];

/** What somebody signs in with besides a password, and its removal, for instance when the authenticator is lost. */
export function FactorsDialog({ tenant, user, onClose }: { tenant: Tenant; user: ScimUser; onClose: () => void }) {
  const notify = useNotify();
  const path = { tenant: tenant.id, user: user.id };
  const { data, error } = useQuery({ queryKey: ['factors', tenant.id, user.id], queryFn: ({ signal }) => getFactors({ path, signal }), gcTime: 0 });
  const remove = async () => {
    await removeFactors({ path });
    notify(t('Second factors of {0} removed', user.userName));
  };
  return (
    <ConfirmDialog title={t('Second factors of {0}', user.userName)} confirmLabel={t('Remove all of them')} proof onConfirm={remove} onClose={onClose}>
      {error && <p role="alert">{error.message}</p>}
      {!data && !error && <Loading />}
      {data && <Facts facts={factsOf(data)} />}
      <p>{t('For instance when they are lost. How the person signs in afterwards is as the sign-in policy says.')}</p>
    </ConfirmDialog>
  );
}
