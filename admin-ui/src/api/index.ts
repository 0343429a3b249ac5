import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { learnClock } from './first';
import { client } from './generated/client.gen';
import { isForProof, toProblem } from './problem';

export * from './generated';
export { clockSkew } from './first';
export { watchCertificates } from './events';
export { ProblemError } from './problem';

let csrfToken: string | undefined;

/** The token of the signed-in session; it goes with every call that changes something. */
export function rememberCsrfToken(session: { csrfToken: string } | null): void {
  csrfToken = session?.csrfToken;
}

client.setConfig({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  auth: (scheme) => (scheme.name === 'X-CSRF-Token' ? csrfToken : undefined),
});
let signedOut: () => void = () => {};

/** Says what to do when a call finds that the session is gone. */
export function whenSignedOut(then: () => void): void {
  signedOut = then;
}

client.interceptors.response.use((response) => {
  learnClock(response);
  if (response.status === 401 && !isForProof(response)) signedOut();
  return response;
});
/** Marks the reading of an object that is about to be changed: its change is sent with the version that was read. */
export const LATEST = { meta: { latest: true } } as const;

const versions = new Map<string, string>();

client.interceptors.response.use((response, request, options) => {
  const version = response.headers.get('ETag');
  if ('meta' in options && options.meta === LATEST.meta && version) versions.set(request.url, version);
  return response;
});
client.interceptors.request.use((request) => {
  const version = request.method === 'PATCH' ? versions.get(request.url) : undefined;
  if (version) {
    versions.delete(request.url);
    request.headers.set('If-Match', version);
  }
  return request;
});
client.interceptors.error.use((error, response) => toProblem(error, response));

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** A list that is read page by page, by the cursor each answer carries. */
export function pages<T>(
  key: readonly unknown[],
  read: (page: { cursor: string | undefined; signal: AbortSignal }) => Promise<Page<T>>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read({ cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
