import { Breadcrumb, BreadcrumbItem, PageBreadcrumb } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { Tenant } from '../api';

interface CrumbsProps {
  tenant: Tenant;
  section: string;
  to: '/tenants/$tenant/clients' | '/tenants/$tenant/workloads' | '/tenants/$tenant/certificates' | '/tenants/$tenant/refusals';
  here: string;
}

/** The way back from one thing to the list it is in. */
export function Crumbs({ tenant, section, to, here }: CrumbsProps) {
  return (
    <PageBreadcrumb>
      <Breadcrumb>
        <BreadcrumbItem
          render={({ className }) => (
            <Link to="/tenants/$tenant" params={{ tenant: tenant.id }} className={className}>
              {tenant.name}
            </Link>
          )}
        />
        <BreadcrumbItem
          render={({ className }) => (
            <Link to={to} params={{ tenant: tenant.id }} className={className}>
              {section}
            </Link>
          )}
        />
        <BreadcrumbItem isActive>{here}</BreadcrumbItem>
      </Breadcrumb>
    </PageBreadcrumb>
  );
}
