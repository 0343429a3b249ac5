import { Button, Tooltip } from '@patternfly/react-core';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { chooseTheme, useTheme } from './theme';

export function ThemeToggle() {
  const dark = useTheme() === 'dark';
  const label = dark ? 'Use the light theme' : 'Use the dark theme';
  return (
    <Tooltip content={label} aria="none" position="bottom">
      <Button variant="plain" aria-label={label} icon={dark ? <SunIcon /> : <MoonIcon />} onClick={() => chooseTheme(dark ? 'light' : 'dark')} />
    </Tooltip>
  );
}
