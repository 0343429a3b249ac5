import { queryOptions } from '@tanstack/react-query';
import { clockSkew, type ConsoleSession, getConsoleSession, ProblemError, rememberCsrfToken } from '../api';

/** Tells other tabs of a new session, in whose place theirs has ended: they need its CSRF token. */
const PROVEN_KEY = 'lightwave.proven';

function tellOthers(session: ConsoleSession | null): void {
  try {
    if (session?.provenAt) localStorage.setItem(PROVEN_KEY, session.provenAt);
  } catch {
    // Not told.
  }
}

/** Calls back when another tab has a new session. */
export function whenSignedInElsewhere(then: () => void): void {
  globalThis.addEventListener('storage', ({ key }) => key === PROVEN_KEY && then());
}

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<ConsoleSession | null> => {
    const session = await getConsoleSession({ signal }).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    });
    // 204, which the client gives as an empty object: nobody is signed in.
    const current = session && 'csrfToken' in session ? session : null;
    rememberCsrfToken(current);
    tellOthers(current);
    return current;
  },
  staleTime: Infinity,
  retry: false,
});

/** What the person signed in may do in the console; the server decides again at each call. */
export interface Rights {
  /** May list, make, enable and disable tenants. */
  tenants: boolean;
}

export const rightsOf = (session: ConsoleSession): Rights => ({ tenants: session.systemOperator });

/** How old the proof may be for what is dangerous: the server's five minutes, less half of one for deciding. */
const PROOF_LASTS = 270_000;

export const isProven = (session: ConsoleSession | null | undefined): boolean =>
  session?.provenAt !== undefined && Date.now() + clockSkew() < Date.parse(session.provenAt) + PROOF_LASTS;

const TENANT_KEY = 'lightwave.tenant';

/** The tenant this browser signed in at last; empty when there is none. */
export function lastTenant(): string {
  try {
    return localStorage.getItem(TENANT_KEY) ?? '';
  } catch {
    return '';
  }
}

/**
 * Leaves for the server's own sign-in page, which comes back to `returnTo`, a path of the console.
 * A fresh one asks for a proof although somebody is signed in.
 */
export function signInAt(tenant: string, returnTo: string, { fresh = false, go = (url: string) => globalThis.location.assign(url) } = {}): void {
  try {
    localStorage.setItem(TENANT_KEY, tenant);
  } catch {
    // Not remembered.
  }
  go(`/console/login?${new URLSearchParams({ tenant, returnTo: `/console${returnTo}`, ...(fresh && { fresh: 'true' }) })}`);
}
