import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useRef, useState } from 'react';
import { t } from '../language/language';

/** Says that something was done or, as `danger`, why it was not: that stays until it is put away. */
type Notify = (message: string, kind?: 'success' | 'danger') => void;
const NotifyContext = createContext<Notify>(() => {});

/** Says in the corner of the page what became of something. */
export const useNotify = () => use(NotifyContext);

/** What an error says. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Comes with the first that is said, which stands there bare until then. */
const Toast = lazy(async () => ({ default: (await import('./Toast')).Toast }));

export function Notifications({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly { key: number; text: string; kind: 'success' | 'danger' }[]>([]);
  const next = useRef(0);
  const notify = useCallback<Notify>((text, kind = 'success') => {
    next.current += 1;
    const key = next.current;
    setMessages((before) => [...before, { key, text, kind }]);
  }, []);
  const drop = (key: number) => setMessages((before) => before.filter((message) => message.key !== key));
  return (
    <NotifyContext value={notify}>
      {children}
      {/* There from the beginning, or readers of screens miss what comes first. */}
      <ul className="lw-toasts" aria-live="polite" aria-atomic="false" aria-label={t('Notifications')}>
        {messages.map(({ key, text, kind }) => (
          <li key={key}>
            <Suspense fallback={text}>
              <Toast text={text} kind={kind} onClose={() => drop(key)} />
            </Suspense>
          </li>
        ))}
      </ul>
    </NotifyContext>
  );
}
