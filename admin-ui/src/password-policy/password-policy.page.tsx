import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getLockoutPolicy,
  getPasswordPolicy,
  getThrottlePolicy,
  LATEST,
  type LockoutPolicyPatch,
  type PasswordPolicyPatch,
  type ThrottlePolicyPatch,
  updateLockoutPolicy,
  updatePasswordPolicy,
  updateThrottlePolicy,
} from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { EditLockoutDialog } from './EditLockoutDialog';
import { EditPasswordPolicyDialog } from './EditPasswordPolicyDialog';
import { EditThrottleDialog } from './EditThrottleDialog';
import { PasswordPolicyDetail } from './PasswordPolicyDetail';
import { lockoutPolicyQuery, passwordPolicyQuery, throttlePolicyQuery } from './queries';
import { passwordPolicyRoute } from './password-policy.route';

export function PasswordPolicyPage() {
  const { tenant } = passwordPolicyRoute.useRouteContext();
  const passwords = passwordPolicyQuery(tenant.id);
  const lockouts = lockoutPolicyQuery(tenant.id);
  const throttles = throttlePolicyQuery(tenant.id);
  const { data: policy } = useSuspenseQuery(passwords);
  const { data: lockout } = useSuspenseQuery(lockouts);
  const { data: throttle } = useSuspenseQuery(throttles);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [dialog, setDialog] = useState<'password' | 'lockout' | 'throttle'>();
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
  const saveThrottle = async (body: ThrottlePolicyPatch) => {
    queryClient.setQueryData(throttles.queryKey, await updateThrottlePolicy({ path: { tenant: tenant.id }, body }));
    close();
    notify(t('Limits of guessing changed'));
  };

  return (
    <>
      <PasswordPolicyDetail
        policy={policy}
        lockout={lockout}
        throttle={throttle}
        onEdit={() => setDialog('password')}
        onEditLockout={() => setDialog('lockout')}
        onEditThrottle={() => setDialog('throttle')}
      />
      {dialog === 'password' && <EditPasswordPolicyDialog policy={policy} onSave={savePasswords} latest={() => getPasswordPolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
      {dialog === 'lockout' && <EditLockoutDialog lockout={lockout} onSave={saveLockout} latest={() => getLockoutPolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
      {dialog === 'throttle' && <EditThrottleDialog throttle={throttle} onSave={saveThrottle} latest={() => getThrottlePolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
    </>
  );
}
