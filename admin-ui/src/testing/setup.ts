import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { fakeEventSources } from './events';

// What jsdom lacks and PatternFly asks for.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => {},
  removeEventListener: () => {},
}));
vi.stubGlobal('scrollTo', () => {});
vi.stubGlobal('EventSource', fakeEventSources());
Element.prototype.scrollIntoView = () => {};

// Machines that build are busy: what takes a blink may take a second.
configure({ asyncUtilTimeout: 45_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
