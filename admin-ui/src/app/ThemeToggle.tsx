import { Button } from '@patternfly/react-core';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { useSyncExternalStore } from 'react';
import { t } from '../language/language';
import { chooseTheme, shown, subscribe } from './theme';

export function ThemeToggle() {
  const dark = useSyncExternalStore(subscribe, shown) === 'dark';
  const label = dark ? t('Use the light theme') : t('Use the dark theme');
  return <Button variant="plain" aria-label={label} title={label} icon={dark ? <SunIcon /> : <MoonIcon />} onClick={() => chooseTheme(dark ? 'light' : 'dark')} />;
}
