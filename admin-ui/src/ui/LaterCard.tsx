import { type ReactNode, Suspense } from 'react';
import { Card } from './Card';
import { useNear } from './rest';

/** A card below the fold: what is in it is made when it comes near. */
export function LaterCard({ title, isFullHeight = false, children }: { title: string; isFullHeight?: boolean; children: () => ReactNode }) {
  const [watch, near] = useNear();
  return (
    <Card title={title} isFullHeight={isFullHeight}>
      <div ref={watch} className={near ? undefined : 'lw-later'}>
        {near && <Suspense>{children()}</Suspense>}
      </div>
    </Card>
  );
}
