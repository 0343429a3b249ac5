import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import { t } from '../language/language';

type Notify = (message: string) => void;
const NotifyContext = createContext<Notify>(() => {});

/** Says in the corner of the page that something was done. */
export const useNotify = () => use(NotifyContext);

export function Notifications({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly { key: number; text: string }[]>([]);
  const next = useRef(0);
  const notify = useCallback((text: string) => {
    next.current += 1;
    const key = next.current;
    setMessages((before) => [...before, { key, text }]);
  }, []);
  const drop = (key: number) => setMessages((before) => before.filter((message) => message.key !== key));
  return (
    <NotifyContext value={notify}>
      {children}
      <AlertGroup isToast isLiveRegion aria-label={t('Notifications')}>
        {messages.map(({ key, text }) => (
          <Alert
            key={key}
            variant="success"
            title={text}
            component="p"
            timeout={6000}
            onTimeout={() => drop(key)}
            actionClose={<AlertActionCloseButton onClose={() => drop(key)} />}
          />
        ))}
      </AlertGroup>
    </NotifyContext>
  );
}
