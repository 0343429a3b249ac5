import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import { t } from '../language/language';

/** Says that something was done or, as `danger`, why it was not: that stays until it is put away. */
type Notify = (message: string, kind?: 'success' | 'danger') => void;
const NotifyContext = createContext<Notify>(() => {});

/** Says in the corner of the page what became of something. */
export const useNotify = () => use(NotifyContext);

/** What an error says. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
      <AlertGroup isToast isLiveRegion aria-label={t('Notifications')}>
        {messages.map(({ key, text, kind }) => (
          <Alert
            key={key}
            variant={kind}
            title={text}
            component="p"
            timeout={kind === 'success' && 6000}
            onTimeout={() => drop(key)}
            actionClose={<AlertActionCloseButton onClose={() => drop(key)} />}
          />
        ))}
      </AlertGroup>
    </NotifyContext>
  );
}
