import { act } from '@testing-library/react';

/** The streams of events that are open in a test, at the only place that opens some. */
const open = new Set<FakeEventSource>();

class FakeEventSource extends EventTarget {
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    open.add(this);
  }

  close() {
    open.delete(this);
  }
}

/** What jsdom lacks: streams that say what a test lets them say. */
export function fakeEventSources(): typeof FakeEventSource {
  open.clear();
  return FakeEventSource;
}

export const openStreams = (): string[] => [...open].map(({ url }) => url);

/** Lets every open stream tell an event. */
export const tells = (type: string, data: unknown = {}): void =>
  act(() => open.forEach((stream) => stream.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))));
