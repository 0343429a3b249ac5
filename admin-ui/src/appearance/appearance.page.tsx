import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AppearancePatch, getAppearance, LATEST, updateAppearance } from '../api';
import { t } from '../language/language';
import { useNotify } from '../ui/notify';
import { AppearanceDetail } from './AppearanceDetail';
import { EditAppearanceDialog } from './EditAppearanceDialog';
import { LogoDialog } from './LogoDialog';
import { appearanceQuery } from './queries';
import { appearanceRoute } from './appearance.route';

export function AppearancePage() {
  const { tenant } = appearanceRoute.useRouteContext();
  const query = appearanceQuery(tenant.id);
  const { data: appearance } = useSuspenseQuery(query);
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [open, setOpen] = useState<'look' | 'logo'>();
  const close = () => setOpen(undefined);

  const save = async (body: AppearancePatch) => {
    queryClient.setQueryData(query.queryKey, await updateAppearance({ path: { tenant: tenant.id }, body }));
    close();
    notify(t('Appearance changed'));
  };

  return (
    <>
      <AppearanceDetail appearance={appearance} onEdit={() => setOpen('look')} onLogo={() => setOpen('logo')} />
      {open === 'look' && <EditAppearanceDialog appearance={appearance} onSave={save} latest={() => getAppearance({ path: { tenant: tenant.id }, ...LATEST })} onClose={close} />}
      {open === 'logo' && <LogoDialog present={appearance.logo !== undefined} onSave={save} onClose={close} />}
    </>
  );
}
