import type { ConsoleSession } from './generated';

/**
 * Who is signed in, asked before anything else is loaded: null when nobody is, undefined when the answer does not tell,
 * which whoever asks again finds out about.
 */
export async function askForSession(): Promise<ConsoleSession | null | undefined> {
  try {
    const answer = await globalThis.fetch(new Request(new URL('/console/session', globalThis.location.origin), { credentials: 'same-origin' }));
    if (answer.status === 204 || answer.status === 401) return null;
    return answer.ok ? ((await answer.json()) as ConsoleSession) : undefined;
  } catch {
    return undefined;
  }
}
