import { startTransition, useEffect, useState } from 'react';

/** After so long it comes although the browser never rested, in milliseconds. */
const AT_LAST = 2_000;

const whenAtRest = (then: () => void): (() => void) => {
  if (typeof globalThis.requestIdleCallback !== 'function') {
    const timer = window.setTimeout(then, 0);
    return () => window.clearTimeout(timer);
  }
  const handle = requestIdleCallback(then, { timeout: AT_LAST });
  return () => cancelIdleCallback(handle);
};

/** Whether the browser has rested since this was first shown: what nobody sees at once waits for that. */
export function useAtRest(): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => whenAtRest(() => startTransition(() => setRested(true))), []);
  return rested;
}
