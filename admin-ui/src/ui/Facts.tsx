import type { ReactNode } from 'react';

interface FactsProps {
  facts: readonly { term: string; value: ReactNode }[];
}

/** What is known of one thing; a fact without a value is a dash. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="lw-facts">
      {facts.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
