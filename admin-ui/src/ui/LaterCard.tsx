import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { type ReactNode, Suspense } from 'react';
import { useNear } from './rest';

/** A card below the fold: what is in it is made when it comes near. */
export function LaterCard({ title, isFullHeight = false, children }: { title: string; isFullHeight?: boolean; children: () => ReactNode }) {
  const [watch, near] = useNear();
  return (
    <Card isFullHeight={isFullHeight}>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>
        <div ref={watch} className={near ? undefined : 'lw-later'}>
          {near && <Suspense>{children()}</Suspense>}
        </div>
      </CardBody>
    </Card>
  );
}
