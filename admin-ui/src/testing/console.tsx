import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createConsole } from '../app/router';

/** Opens the whole console at an address, as a browser does. */
export function openConsole(path: string) {
  const { router, queryClient } = createConsole(createMemoryHistory({ initialEntries: [`/console${path}`] }));
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { router, user: userEvent.setup() };
}
