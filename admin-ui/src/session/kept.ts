const KEPT = 'lightwave.kept.';
const keepers = new Set<() => void>();

/** What stands on a page is kept by this before a fresh sign-in leads away from it; gives what ends that. */
export function whenLeaving(then: () => void): () => void {
  keepers.add(then);
  return () => keepers.delete(then);
}

/** Has everything kept that is to be. */
export function keepAll(): void {
  for (const keeper of keepers) keeper();
}

/** Keeps something over a fresh sign-in: in this tab, for the person of that id alone, and nothing that is secret. */
export function keep(name: string, person: string, what: unknown): void {
  try {
    sessionStorage.setItem(KEPT + name, JSON.stringify({ person, what }));
  } catch {
    // There is no room, or storage is closed to us: it is lost, as without this.
  }
}

/** What was kept for the person; undefined when there is nothing. */
export function kept(name: string, person: string | undefined): unknown {
  try {
    const { person: of, what } = JSON.parse(sessionStorage.getItem(KEPT + name) ?? '{}') as { person?: string; what?: unknown };
    return of !== undefined && of === person ? what : undefined;
  } catch {
    return undefined;
  }
}

/** What was kept is used up. */
export function forgetKept(name: string): void {
  try {
    sessionStorage.removeItem(KEPT + name);
  } catch {
    // Nothing could be kept either.
  }
}
