import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { openConsole } from '../testing/console';
import { acme, operator } from '../testing/fixtures';
import { serverAnswers } from '../testing/server';

const BASE = `/api/v1/tenants/${acme.id}`;

const server = () =>
  serverAnswers({
    'GET /console/session': [200, operator],
    [`GET ${BASE}`]: [200, acme],
    [`GET ${BASE}/schema`]: [
      200,
      {
        attributeTypes: [
          { oid: '2.5.4.4', names: ['sn', 'surname'], definition: "( 2.5.4.4 NAME ( 'sn' 'surname' ) )", own: false },
          { oid: '1.3.6.1.4.1.99999.1', names: ['badgeNumber'], description: 'Of the gate', definition: "( 1.3.6.1.4.1.99999.1 NAME 'badgeNumber' )", own: true },
        ],
        objectClasses: [{ oid: '2.5.6.6', names: ['person'], definition: "( 2.5.6.6 NAME 'person' )", own: false }],
      },
    ],
  });

it("the schema shows the tenant's own first", async () => {
  server();
  openConsole(`/tenants/${acme.id}/schema`);
  const types = within(await screen.findByRole('table', { name: 'Attribute types' }));
  await types.findByText('badgeNumber');
  expect(types.getAllByRole('row').slice(1).map((row) => row.textContent)).toEqual([expect.stringContaining("badgeNumber1.3.6.1.4.1.99999.1"), expect.stringContaining('sn, surname2.5.4.4')]);
  expect(types.getByText("The tenant's own")).toBeVisible();
});

it('the schema is searched by any name, identifier or description, which the address keeps', async () => {
  server();
  const { user, router } = openConsole(`/tenants/${acme.id}/schema`);
  await user.type(await screen.findByRole('textbox', { name: 'Name, identifier or description' }), 'GATE{Enter}');
  expect(await screen.findByText('None matches “GATE”')).toBeVisible();
  expect(within(screen.getByRole('table', { name: 'Attribute types' })).getAllByRole('row')).toHaveLength(2);
  await vi.waitFor(() => expect(router.state.location.search).toEqual({ q: 'GATE' }));
  await user.click(screen.getByRole('button', { name: 'Clear the search' }));
  expect(await screen.findByText('person')).toBeVisible();
});
