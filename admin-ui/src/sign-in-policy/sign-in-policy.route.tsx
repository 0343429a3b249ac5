import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { createRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { type AuthenticationPolicyPatch, updateAuthenticationPolicy } from '../api';
import { tenantRoute } from '../tenant/tenant.route';
import { useNotify } from '../ui/notify';
import { EditSignInPolicyDialog } from './EditSignInPolicyDialog';
import { signInPolicyQuery } from './queries';
import { SignInPolicyDetail } from './SignInPolicyDetail';

export const signInPolicyRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/sign-in-policy',
  loader: ({ context }) => context.queryClient.ensureQueryData(signInPolicyQuery(context.tenant.id)),
  component: SignInPolicyPage,
});

function SignInPolicyPage() {
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
    notify('Sign-in policy changed');
  };

  return (
    <>
      <SignInPolicyDetail policy={policy} onEdit={() => setEditing(true)} />
      {editing && <EditSignInPolicyDialog policy={policy} onSave={save} onClose={close} />}
    </>
  );
}
