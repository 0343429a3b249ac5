import { listUsers, type Tenant } from '../api';
import { t } from '../language/language';

/** The ids of people by their user names. */
export async function idsOf(tenant: Tenant, names: readonly string[]): Promise<{ value: string }[]> {
  return Promise.all(
    names.map(async (name) => {
      const found = await listUsers({ path: { tenant: tenant.name }, query: { filter: `userName eq ${JSON.stringify(name)}`, count: 1 } });
      const [user] = found.Resources ?? [];
      if (!user) throw new Error(t('There is no user {0}.', name));
      return { value: user.id };
    }),
  );
}
