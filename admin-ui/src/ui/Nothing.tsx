import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from '@patternfly/react-core';
import type { ComponentType, ReactNode } from 'react';

interface NothingProps {
  title: string;
  icon: ComponentType;
  /** What this list is for, and what to do next. */
  children: ReactNode;
  action?: ReactNode;
}

/** An empty list that says what to do about it. */
export function Nothing({ title, icon, children, action }: NothingProps) {
  return (
    <EmptyState titleText={title} icon={icon} headingLevel="h2" variant="sm">
      <EmptyStateBody>{children}</EmptyStateBody>
      {action && (
        <EmptyStateFooter>
          <EmptyStateActions>{action}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
