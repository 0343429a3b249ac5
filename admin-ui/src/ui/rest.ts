import { startTransition, useCallback, useEffect, useState } from 'react';

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

/**
 * Whether the element that the first goes to as its `ref` has come near to what is seen of the page: what is below that waits for it.
 * Its heading should be there from the beginning, by which readers of screens come near.
 */
export function useNear(): [watch: (element: Element | null) => (() => void) | undefined, near: boolean] {
  const [near, setNear] = useState(typeof globalThis.IntersectionObserver !== 'function');
  const watch = useCallback((element: Element | null) => {
    if (!element || typeof globalThis.IntersectionObserver !== 'function') return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        startTransition(() => setNear(true));
      },
      { rootMargin: '25% 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [watch, near];
}
