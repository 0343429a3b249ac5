import { Button } from '@patternfly/react-core';
import CodeIcon from '@patternfly/react-icons/dist/esm/icons/code-icon';
import { lazy, Suspense, useState } from 'react';
import { t } from '../language/language';
import type { SameAsProps } from './SameAsDialog';

const SameAsDialog = lazy(async () => ({ default: (await import('./SameAsDialog')).SameAsDialog }));

/** The same object as the command line, REST and files show it. */
export function SameAs({ name, object, path, commands }: SameAsProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="plain" icon={<CodeIcon />} aria-label={t('Same as…')} title={t('The same as CLI, REST, JSON and YAML')} onClick={() => setOpen(true)} />
      {open && (
        <Suspense>
          <SameAsDialog name={name} object={object} path={path} commands={commands} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
