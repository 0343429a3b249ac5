import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { Tenant } from '../api';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { matching, objectsQuery, placesIn } from './entries';
import { Finder } from './Finder';

interface PaletteProps {
  tenant: Tenant | undefined;
  rights: Rights;
  onClose: () => void;
}

/** Goes to a page or an object, or begins an action. */
export function Palette({ tenant, rights, onClose }: PaletteProps) {
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const objects = useQuery({ ...objectsQuery(tenant, rights, asked), enabled: asked.length > 0 });
  return (
    <Finder
      title={t('Go to')}
      label={t('Page, object or action')}
      placeholder={t('A page, a name, an action, or a reference id')}
      typed={typed}
      onType={setTyped}
      entries={matching(asked, placesIn(tenant, rights), asked ? (objects.data ?? []) : [])}
      isFetching={objects.isFetching}
      onClose={onClose}
    />
  );
}
