import { PageSection } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';

interface PageHeadProps {
  title: string;
  /** Beside the title: its state, for example. */
  aside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}

/** The heading of a page; it gets the focus after a navigation, and names the browser's tab. */
export function PageHead({ title, aside, description, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Lightwave`;
  }, [title]);
  return (
    <PageSection className="lw-page-head">
      <div className="lw-page-head-row">
        <div className="lw-page-head-text">
          <div className="lw-page-head-title">
            <h1 id="page-title" tabIndex={-1}>
              {title}
            </h1>
            {aside}
          </div>
          {description && <div className="lw-page-head-description">{description}</div>}
        </div>
        {actions && <div className="lw-page-head-actions">{actions}</div>}
      </div>
    </PageSection>
  );
}
