import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

declare module '@tanstack/history' {
  interface HistoryState {
    /** Set when a page is opened to make something: when that was. */
    create?: number;
  }
}

/** Opens a page's dialog when somebody came to it to make something, once each time. */
export function useAskedToCreate(open: () => void): void {
  const asked = useLocation({ select: ({ state }) => state.create });
  const answered = useRef<number>(undefined);
  useEffect(() => {
    if (asked === undefined || asked === answered.current) return;
    answered.current = asked;
    open();
  });
}
