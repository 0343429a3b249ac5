import { useState } from 'react';

/** A list of texts or objects that this browser keeps; it is not kept where storage is closed to us. */
export function useStored<T>(key: string): [readonly T[], (items: readonly T[]) => void] {
  const [items, setItems] = useState<readonly T[]>(() => {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(kept) ? (kept as T[]) : [];
    } catch {
      return [];
    }
  });
  const keep = (next: readonly T[]) => {
    setItems(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Not kept.
    }
  };
  return [items, keep];
}
