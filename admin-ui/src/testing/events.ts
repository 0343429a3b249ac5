import { act } from '@testing-library/react';

/** The streams of events that are open in a test, at the only place that opens some. */
const open = new Set<FakeEventSource>();

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  readonly url: string;
  readyState = 1;

  constructor(url: string) {
    super();
    this.url = url;
    open.add(this);
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
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

/** Ends every open stream for good, as a browser does with what is no stream. */
export const givesUp = (): void =>
  act(() =>
    [...open].forEach((stream) => {
      stream.close();
      stream.dispatchEvent(new Event('error'));
    }),
  );
