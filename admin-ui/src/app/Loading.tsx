import { Bullseye, Spinner } from '@patternfly/react-core';

export function Loading() {
  return (
    <Bullseye className="lw-loading">
      <Spinner aria-label="Loading" />
    </Bullseye>
  );
}
