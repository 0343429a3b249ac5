/** Why the server sent the browser back: the tenant is unknown, or the sign-in was given up or failed. */
export type SignInError = 'tenant' | 'failed';

export interface SignInSearch {
  /** The path in the console to come back to. */
  returnTo?: string;
  /** The session ran out while the console was open. */
  ended?: boolean;
  error?: SignInError;
  /** The request in which it failed, by which an operator finds out why. */
  reference?: string;
  /** The tenant that was tried. */
  tenant?: string;
}

/** What the address of the sign-in page says; whatever else stands in it is dropped. */
export const signInSearch = (search: Record<string, unknown>): SignInSearch => ({
  ...(typeof search['returnTo'] === 'string' && /^\/(?!\/)/.test(search['returnTo']) && { returnTo: search['returnTo'] }),
  ...(search['ended'] === true && { ended: true }),
  ...((search['error'] === 'tenant' || search['error'] === 'failed') && { error: search['error'] }),
  ...(typeof search['reference'] === 'string' && /^[0-9a-f]{24}$/.test(search['reference']) && { reference: search['reference'] }),
  ...(typeof search['tenant'] === 'string' && { tenant: search['tenant'] }),
});

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

/** Where this browser keeps when somebody proved who they are at last. */
export const PROVEN_KEY = 'lightwave.proven';

/** Whether somebody has been signed in with this browser, and so may be still. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(PROVEN_KEY) !== null;
  } catch {
    return false;
  }
}
