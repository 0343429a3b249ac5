import { Card, CardBody, CardTitle, Label, PageSection } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { t } from '../language/language';

interface StepProps {
  number: number;
  title: string;
  done: boolean;
  /** What waits for an earlier step shows its title only. */
  waiting?: boolean;
  children: ReactNode;
}

export function Step({ number, title, done, waiting = false, children }: StepProps) {
  return (
    <PageSection>
      <Card>
        <CardTitle component="h2">
          {number}. {title} {done && <Label status="success">{t('Done')}</Label>}
        </CardTitle>
        {!waiting && <CardBody>{children}</CardBody>}
      </Card>
    </PageSection>
  );
}
