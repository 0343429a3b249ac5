import { Card, CardBody, CardTitle, Label, PageSection } from '@patternfly/react-core';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../language/language';

interface StepProps {
  number: number;
  title: string;
  done: boolean;
  /** What waits for an earlier step shows its title only. */
  waiting?: boolean;
  children: ReactNode;
}

/** Takes the focus when its turn comes: the button that ended the step before is gone then. */
export function Step({ number, title, done, waiting = false, children }: StepProps) {
  const heading = useRef<HTMLSpanElement>(null);
  const waited = useRef(waiting);
  useEffect(() => {
    if (waited.current && !waiting) heading.current?.focus();
    waited.current = waiting;
  }, [waiting]);
  return (
    <PageSection>
      <Card>
        <CardTitle component="h2">
          <span ref={heading} className="lw-step" tabIndex={-1}>{number}. {title}</span> {done && <Label status="success">{t('Done')}</Label>}
        </CardTitle>
        {!waiting && <CardBody>{children}</CardBody>}
      </Card>
    </PageSection>
  );
}
