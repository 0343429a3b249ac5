import { useRef } from 'react';

/** Gives what begins a turn, which makes those before it old; each says whether it is the newest still. */
export function useTurns(): () => () => boolean {
  const turn = useRef(0);
  return () => {
    turn.current += 1;
    const mine = turn.current;
    return () => turn.current === mine;
  };
}
