import type { ConsoleSession } from './generated';

let skew = 0;

/** How far the server's clock was ahead of this machine's at the last answer, in milliseconds. */
export const clockSkew = (): number => skew;

export function learnClock(answer: Response): void {
  const date = Date.parse(answer.headers.get('Date') ?? '');
  if (!Number.isNaN(date)) skew = date - Date.now();
}

/**
 * Who is signed in, asked before anything else is loaded: null when nobody is, undefined when the answer does not tell,
 * which whoever asks again finds out about.
 */
export async function askForSession(): Promise<ConsoleSession | null | undefined> {
  try {
    const answer = await globalThis.fetch(new Request(new URL('/console/session', globalThis.location.origin), { credentials: 'same-origin' }));
    learnClock(answer);
    if (answer.status === 204 || answer.status === 401) return null;
    return answer.ok ? ((await answer.json()) as ConsoleSession) : undefined;
  } catch {
    return undefined;
  }
}
