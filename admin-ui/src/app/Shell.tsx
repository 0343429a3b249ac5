import {
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  MenuToggle,
  Nav,
  NavGroup,
  NavItem,
  NavList,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ConsoleSession, Tenant } from '../api';
import type { Rights } from '../session/session';
import { Brand } from '../ui/Brand';
import { ThemeToggle } from './ThemeToggle';

interface ShellProps {
  session: ConsoleSession;
  rights: Rights;
  /** The tenant that is open; undefined on pages above tenants and while it loads. */
  tenant: Tenant | undefined;
  onSignOut: () => void;
  children: ReactNode;
}

/** The pages of a tenant, by what they are about. */
export const SECTIONS = [
  {
    title: undefined,
    pages: [
      { to: '/tenants/$tenant', label: 'Overview' },
      { to: '/tenants/$tenant/expiring', label: 'Expiring soon' },
    ],
  },
  {
    title: 'People',
    pages: [
      { to: '/tenants/$tenant/users', label: 'Users' },
      { to: '/tenants/$tenant/sessions', label: 'Sessions' },
      { to: '/tenants/$tenant/sign-in-policy', label: 'Sign-in policy' },
      { to: '/tenants/$tenant/password-policy', label: 'Password policy' },
      { to: '/tenants/$tenant/identity-providers', label: 'Identity providers' },
      { to: '/tenants/$tenant/appearance', label: 'Appearance' },
    ],
  },
  {
    title: 'Applications',
    pages: [
      { to: '/tenants/$tenant/clients', label: 'Clients' },
      { to: '/tenants/$tenant/resource-servers', label: 'Resource servers' },
      { to: '/tenants/$tenant/service-providers', label: 'Service providers' },
    ],
  },
  {
    title: 'Workloads',
    pages: [
      { to: '/tenants/$tenant/workloads', label: 'Workloads' },
      { to: '/tenants/$tenant/nodes', label: 'Nodes' },
      { to: '/tenants/$tenant/trusted-issuers', label: 'Trusted issuers' },
      { to: '/tenants/$tenant/explain', label: 'Why no identity?' },
    ],
  },
  {
    title: 'Certificates',
    pages: [
      { to: '/tenants/$tenant/certificates', label: 'Certificates' },
      { to: '/tenants/$tenant/authorities', label: 'Authorities' },
      { to: '/tenants/$tenant/ssh', label: 'SSH authorities' },
    ],
  },
  {
    title: 'Control',
    pages: [
      { to: '/tenants/$tenant/access-rules', label: 'Access rules' },
      { to: '/tenants/$tenant/refusals', label: 'Refused sign-ins' },
      { to: '/tenants/$tenant/audit', label: 'Audit trail' },
    ],
  },
] as const;

export function Shell({ session, rights, tenant, onSignOut, children }: ShellProps) {
  const main = 'main-content';
  return (
    <Page
      masthead={<Head session={session} tenant={tenant} onSignOut={onSignOut} />}
      sidebar={<Sections rights={rights} tenant={tenant} />}
      skipToContent={<SkipToContent href={`#${main}`}>Skip to content</SkipToContent>}
      mainContainerId={main}
      isManagedSidebar
      isContentFilled
      defaultManagedSidebarIsOpen
    >
      {children}
    </Page>
  );
}

function Head({ session, tenant, onSignOut }: Pick<ShellProps, 'session' | 'tenant' | 'onSignOut'>) {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label="Navigation" icon={<BarsIcon />} />
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={HomeLink}>
            <Brand />
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            {tenant && (
              <ToolbarItem className="lw-masthead-tenant">
                {tenant.name}
              </ToolbarItem>
            )}
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapSm' }}>
              <ToolbarItem>
                <ThemeToggle />
              </ToolbarItem>
              <ToolbarItem>
                <Account session={session} onSignOut={onSignOut} />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}

function HomeLink({ className, children }: { className?: string; children?: ReactNode }) {
  return (
    <Link to="/" className={className} aria-label="Lightwave, start page">
      {children}
    </Link>
  );
}

function Account({ session, onSignOut }: Pick<ShellProps, 'session' | 'onSignOut'>) {
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'right' }}
      shouldFocusToggleOnSelect
      toggle={(ref) => (
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} icon={<UserIcon />} variant="plainText" aria-label={`Account of ${session.displayName}`}>
          {session.displayName}
        </MenuToggle>
      )}
    >
      <DropdownGroup label={`Signed in at ${session.tenant}`}>
        <DropdownList>
          <DropdownItem key="sign-out" onClick={onSignOut}>
            Sign out
          </DropdownItem>
        </DropdownList>
      </DropdownGroup>
    </Dropdown>
  );
}

function Sections({ rights, tenant }: Pick<ShellProps, 'rights' | 'tenant'>) {
  const path = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') });
  const own = tenant && `/tenants/${tenant.id}`;
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label="Console">
          {rights.tenants && (
            <NavList>
              <NavItem isActive={path === '/tenants'}>
                <Link to="/tenants">All tenants</Link>
              </NavItem>
            </NavList>
          )}
          {tenant &&
            SECTIONS.map(({ title, pages }) => (
              <NavGroup key={title ?? ''} title={title ?? tenant.displayName ?? tenant.name}>
                {pages.map(({ to, label }) => {
                  const target = to.replace('/tenants/$tenant', own ?? '');
                  return (
                    <NavItem key={to} isActive={path === target || (target !== own && path.startsWith(`${target}/`))}>
                      <Link to={to} params={{ tenant: tenant.id }}>
                        {label}
                      </Link>
                    </NavItem>
                  );
                })}
              </NavGroup>
            ))}
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
