import { useState } from 'react';

/** What is typed into a field for searching; it follows the address when that comes to say something else. */
export function useTyped<T extends string>(said: T): [T, (typed: T) => void] {
  const [typed, setTyped] = useState(said);
  const [followed, setFollowed] = useState(said);
  if (followed !== said) {
    setFollowed(said);
    setTyped(said);
  }
  return [typed, setTyped];
}
