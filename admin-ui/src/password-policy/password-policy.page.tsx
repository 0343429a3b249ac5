import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getLockoutPolicy, getPasswordPolicy, LATEST, type LockoutPolicyPatch, type PasswordPolicyPatch, updateLockoutPolicy, updatePasswordPolicy } from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { EditLockoutDialog } from './EditLockoutDialog';
import { EditPasswordPolicyDialog } from './EditPasswordPolicyDialog';
import { PasswordPolicyDetail } from './PasswordPolicyDetail';
import { lockoutPolicyQuery, passwordPolicyQuery } from './queries';
import { passwordPolicyRoute } from './password-policy.route';

export function PasswordPolicyPage() {
  const { tenant } = passwordPolicyRoute.useRouteContext();
  const passwords = passwordPolicyQuery(tenant.id);
  const lockouts = lockoutPolicyQuery(tenant.id);
  const { data: policy } = useSuspenseQuery(passwords);
  const { data: lockout } = useSuspenseQuery(lockouts);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'password' | 'lockout'>();
  const close = () => setDialog(undefined);

  const savePasswords = async (body: PasswordPolicyPatch) => {
    queryClient.setQueryData(passwords.queryKey, await updatePasswordPolicy({ path: { tenant: tenant.id }, body }));
    close();
    notify(t('Password policy changed'));
  };
  const saveLockout = async (body: LockoutPolicyPatch) => {
    queryClient.setQueryData(lockouts.queryKey, await updateLockoutPolicy({ path: { tenant: tenant.id }, body }));
    close();
    notify(t('Lockout changed'));
  };

  return (
    <>
      <PasswordPolicyDetail policy={policy} lockout={lockout} onEdit={() => setDialog('password')} onEditLockout={() => setDialog('lockout')} />
      {dialog === 'password' && <EditPasswordPolicyDialog policy={policy} onSave={savePasswords} latest={() => getPasswordPolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
      {dialog === 'lockout' && <EditLockoutDialog lockout={lockout} onSave={saveLockout} latest={() => getLockoutPolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
    </>
  );
}
