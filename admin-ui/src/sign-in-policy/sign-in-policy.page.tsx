import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuthenticationPolicyPatch, getAuthenticationPolicy, LATEST, updateAuthenticationPolicy } from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { EditSignInPolicyDialog } from './EditSignInPolicyDialog';
import { signInPolicyQuery } from './queries';
import { SignInPolicyDetail } from './SignInPolicyDetail';
import { signInPolicyRoute } from './sign-in-policy.route';

export function SignInPolicyPage() {
  const { tenant } = signInPolicyRoute.useRouteContext();
  const query = signInPolicyQuery(tenant.id);
  const { data: policy } = useSuspenseQuery(query);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [editing, setEditing] = useState(false);
  const close = () => setEditing(false);

  const save = async (body: AuthenticationPolicyPatch) => {
    queryClient.setQueryData(query.queryKey, await updateAuthenticationPolicy({ path: { tenant: tenant.id }, body }));
    close();
    notify(t('Sign-in policy changed'));
  };

  return (
    <>
      <SignInPolicyDetail policy={policy} onEdit={() => setEditing(true)} />
      {editing && <EditSignInPolicyDialog policy={policy} onSave={save} latest={() => getAuthenticationPolicy({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
    </>
  );
}
