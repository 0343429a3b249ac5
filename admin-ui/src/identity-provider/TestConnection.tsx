import { Alert, Button } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { t } from '../language/language';
import { wordsOf } from '../ui/notify';

export interface Finding {
  good: boolean;
  title: string;
  details: string[];
}

/** Tries what stands in a form, and says what came of it. */
export function TestConnection({ test }: { test: () => Promise<Finding> }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Finding>();
  const end = useRef<HTMLDivElement>(null);

  // The dialog scrolls, and what came of it stands at its end.
  useEffect(() => {
    if (found) end.current?.scrollIntoView?.({ block: 'end' });
  }, [found]);

  const run = async () => {
    setBusy(true);
    setFound(undefined);
    try {
      setFound(await test());
    } catch (error) {
      setFound({ good: false, title: wordsOf(error), details: [] });
    } finally {
      setBusy(false);
    }
  };

  return (
    <div ref={end}>
      <Button variant="secondary" onClick={() => void run()} isLoading={busy} isDisabled={busy} className="lw-gap-below">{t('Test connection')}</Button>
      {found && (
        <Alert variant={found.good ? 'success' : 'danger'} isInline title={found.title} component="p" role="status">
          {found.details.map((detail) => (
            <p key={detail}>{detail}</p>
          ))}
        </Alert>
      )}
    </div>
  );
}
