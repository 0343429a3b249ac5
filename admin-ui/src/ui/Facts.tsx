import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { ReactNode } from 'react';

interface FactsProps {
  facts: readonly { term: string; value: ReactNode }[];
}

/** What is known of one thing; a fact without a value is a dash. */
export function Facts({ facts }: FactsProps) {
  return (
    <DescriptionList isHorizontal isCompact horizontalTermWidthModifier={{ default: '8.5rem' }}>
      {facts.map(({ term, value }) => (
        <DescriptionListGroup key={term}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription>{value ?? '–'}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
