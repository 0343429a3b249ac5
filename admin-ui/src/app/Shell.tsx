import {
  Button,
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
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { Link, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { ConsoleSession, Tenant } from '../api';
import { LanguageChoice } from '../language/LanguageChoice';
import { t } from '../language/language';
import type { Rights } from '../session/session';
import { Brand } from '../ui/Brand';
import { SECTIONS } from './sections';
import { ThemeToggle } from './ThemeToggle';

interface ShellProps {
  session: ConsoleSession;
  rights: Rights;
  /** The tenant that is open; undefined on pages above tenants and while it loads. */
  tenant: Tenant | undefined;
  onSignOut: () => void;
  children: ReactNode;
}

const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }));

export function Shell({ session, rights, tenant, onSignOut, children }: ShellProps) {
  const main = 'main-content';
  const [palette, setPalette] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault();
        setPalette(true);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Page
      masthead={<Head session={session} tenant={tenant} onSearch={() => setPalette(true)} onSignOut={onSignOut} />}
      sidebar={<Sections rights={rights} tenant={tenant} />}
      skipToContent={<SkipToContent href={`#${main}`}>{t('Skip to content')}</SkipToContent>}
      mainContainerId={main}
      isManagedSidebar
      isContentFilled
      defaultManagedSidebarIsOpen
    >
      {children}
      {palette && (
        <Suspense>
          <Palette tenant={tenant} rights={rights} onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function Head({ session, tenant, onSearch, onSignOut }: Pick<ShellProps, 'session' | 'tenant' | 'onSignOut'> & { onSearch: () => void }) {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label={t('Navigation')} icon={<BarsIcon />} />
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
                <Button variant="plain" icon={<SearchIcon />} aria-label={t('Go to')} title={t('Go to a page, an object or an action (Ctrl-K)')} onClick={onSearch} />
              </ToolbarItem>
              <ToolbarItem>
                <LanguageChoice />
              </ToolbarItem>
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
    <Link to="/" className={className} aria-label={t('Lightwave, start page')}>
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
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} icon={<UserIcon />} variant="plainText" className="lw-masthead-account" aria-label={t('Account of {0}', session.displayName)}>
          {session.displayName}
        </MenuToggle>
      )}
    >
      <DropdownGroup label={t('Signed in at {0}', session.tenant)}>
        <DropdownList>
          <DropdownItem key="account" to={`/t/${session.tenant}/account`}>
            {t('Your account')}
          </DropdownItem>
          <DropdownItem key="sign-out" onClick={onSignOut}>{t('Sign out')}</DropdownItem>
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
        <Nav aria-label={t('Console')}>
          {rights.tenants && (
            // PatternFly's NavList is this, and measures itself at each change, for the scrolling that only horizontal ones do.
            <ul className="pf-v6-c-nav__list">
              <NavItem isActive={path === '/tenants'}>
                <Link to="/tenants">{t('All tenants')}</Link>
              </NavItem>
            </ul>
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
