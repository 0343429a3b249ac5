import { queryOptions } from '@tanstack/react-query';
import { clockSkew, type ConsoleSession, getConsoleSession, ProblemError, rememberCsrfToken } from '../api';
import { PROVEN_KEY } from './sign-in';

/** Tells other tabs of a new session, in whose place theirs has ended: they need its CSRF token. */
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

/** Takes a session, or that there is none, for what holds from now on. */
export function rememberSession(session: ConsoleSession | null): ConsoleSession | null {
  rememberCsrfToken(session);
  tellOthers(session);
  return session;
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
    return rememberSession(session && 'csrfToken' in session ? session : null);
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
