import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { t } from '../language/language';
import { tenantsNamedQuery } from './entries';
import { Finder } from './Finder';

/** Goes to another tenant, and there to the section that is open here. */
export function TenantSwitch({ onClose }: { onClose: () => void }) {
  const { pathname } = useLocation();
  const [typed, setTyped] = useState('');
  const { data = [], isFetching } = useQuery({ ...tenantsNamedQuery(useDeferredValue(typed.trim()), pathname), placeholderData: keepPreviousData });
  return (
    <Finder
      title={t('Switch tenant')}
      label={t('Tenant')}
      placeholder={t('A part of its name')}
      typed={typed}
      onType={setTyped}
      entries={data}
      isFetching={isFetching}
      onClose={onClose}
    />
  );
}
