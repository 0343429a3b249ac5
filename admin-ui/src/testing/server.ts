import { vi } from 'vitest';

/** What a request is answered with: a status, a document, and further headers. */
export type Answer = [status: number, body?: unknown, contentType?: string, headers?: Record<string, string>];

/** A request the console sent. */
export interface Sent {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Headers;
  body: unknown;
}

/**
 * Answers the console's requests in a test, at the only place that fetches.
 * Keys are `METHOD /path`; a request without an answer fails the test that made it.
 */
export function serverAnswers(answers: Record<string, Answer | ((sent: Sent) => Answer | Promise<Answer>)>): Sent[] {
  const requests: Sent[] = [];
  vi.stubGlobal('fetch', async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const text = await request.text();
    const sent: Sent = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text && request.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text || undefined,
    };
    requests.push(sent);
    const answer = answers[`${sent.method} ${sent.path}`];
    if (!answer) throw new Error(`no answer to ${sent.method} ${sent.path}`);
    const [status, body, contentType, headers] = typeof answer === 'function' ? await answer(sent) : answer;
    const raw = typeof body === 'string' && contentType !== undefined;
    return new Response(body === undefined ? null : raw ? body : JSON.stringify(body), {
      status,
      headers: body === undefined ? { ...headers } : { ...headers, 'Content-Type': contentType ?? (status < 400 ? 'application/json' : 'application/problem+json') },
    });
  });
  return requests;
}

export const problem = (status: number, detail: string, errors: { field: string; detail: string }[] = []): Answer => [
  status,
  { type: 'about:blank', title: 'Refused', status, detail, errors, requestId: 'r-1' },
];
