import '@patternfly/react-styles/css/components/Card/card.css';
import type { ReactNode } from 'react';

interface CardProps {
  title: string;
  isFullHeight?: boolean;
  children: ReactNode;
}

/** PatternFly's Card in looks only, which brings fields for choosing cards. */
export const Card = ({ title, isFullHeight = false, children }: CardProps) => (
  <div className={`pf-v6-c-card${isFullHeight ? ' pf-m-full-height' : ''}`}>
    <div className="pf-v6-c-card__title">
      <h2 className="pf-v6-c-card__title-text">{title}</h2>
    </div>
    <div className="pf-v6-c-card__body">{children}</div>
  </div>
);
