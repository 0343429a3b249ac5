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

/** Whether a path is one below the console's own, and not the sign-in page itself. */
function isWithin(path: string): boolean {
  const { pathname } = new URL(`/console${path}`, globalThis.location.origin);
  return /^\/(?![/\\])/.test(path) && /^\/console\/(?!sign-in(\/|$))/.test(pathname);
}

/** What the address of the sign-in page says; whatever else stands in it is dropped. */
export function signInSearch(query: string): SignInSearch {
  const search = Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, value.replace(/^"(.*)"$/, '$1')]));
  const { returnTo, error, reference, tenant } = search;
  return {
    ...(returnTo !== undefined && isWithin(returnTo) && { returnTo }),
    ...(search['ended'] === 'true' && { ended: true }),
    ...((error === 'tenant' || error === 'failed') && { error }),
    ...(reference !== undefined && /^[0-9a-f]{24}$/.test(reference) && { reference }),
    ...(tenant !== undefined && { tenant }),
  };
}

/** Where the page stands that asks for a tenant; it comes back to `returnTo`, a path of the console. */
export function signInPage({ returnTo, ended }: Pick<SignInSearch, 'returnTo' | 'ended'>): string {
  const said = new URLSearchParams({ ...(returnTo && returnTo !== '/' && { returnTo }), ...(ended && { ended: 'true' }) });
  return `/console/sign-in${said.size > 0 ? `?${said}` : ''}`;
}

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
