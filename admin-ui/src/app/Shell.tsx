import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageSidebarContext,
  PageToggleButton,
  SkipToContent,
} from '@patternfly/react-core';
import '@patternfly/patternfly/components/Nav/nav.css';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import CaretDownIcon from '@patternfly/react-icons/dist/esm/icons/caret-down-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { lazy, type MouseEvent, type ReactNode, Suspense, use, useEffect, useId, useRef, useState } from 'react';
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

const TenantSwitch = lazy(async () => ({ default: (await import('./TenantSwitch')).TenantSwitch }));
const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }));

export function Shell({ session, rights, tenant, onSignOut, children }: ShellProps) {
  const main = 'main-content';
  const [palette, setPalette] = useState(false);
  const [switching, setSwitching] = useState(false);
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
      masthead={<Head session={session} tenant={tenant} onSwitch={rights.tenants ? () => setSwitching(true) : undefined} onSearch={() => setPalette(true)} onSignOut={onSignOut} />}
      sidebar={<Sections rights={rights} tenant={tenant} />}
      skipToContent={<SkipToContent href={`#${main}`}>{t('Skip to content')}</SkipToContent>}
      mainContainerId={main}
      isManagedSidebar
      isContentFilled
      defaultManagedSidebarIsOpen
    >
      {children}
      {switching && (
        <Suspense>
          <TenantSwitch onClose={() => setSwitching(false)} />
        </Suspense>
      )}
      {palette && (
        <Suspense>
          <Palette tenant={tenant} rights={rights} onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </Page>
  );
}

interface HeadProps extends Pick<ShellProps, 'session' | 'tenant' | 'onSignOut'> {
  /** Undefined for who is at home in one tenant only. */
  onSwitch: (() => void) | undefined;
  onSearch: () => void;
}

function Head({ session, tenant, onSwitch, onSearch, onSignOut }: HeadProps) {
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
        <div className="lw-masthead-tools">
          {tenant && (
            <span className="lw-masthead-tenant">
              {onSwitch ? (
                <Button variant="plain" icon={<CaretDownIcon />} iconPosition="end" title={t('Switch tenant')} onClick={onSwitch}>
                  {tenant.name}
                </Button>
              ) : (
                tenant.name
              )}
            </span>
          )}
          <Button variant="plain" icon={<SearchIcon />} aria-label={t('Go to')} title={t('Go to a page, an object or an action (Ctrl-K)')} onClick={onSearch} />
          <LanguageChoice />
          <ThemeToggle />
          <Account session={session} onSignOut={onSignOut} />
        </div>
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

/** Who is signed in, and what can be done about that. */
function Account({ session, onSignOut }: Pick<ShellProps, 'session' | 'onSignOut'>) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    const away = ({ target }: Event) => {
      if (!(target instanceof Node && box.current?.contains(target))) setOpen(false);
    };
    document.addEventListener('pointerdown', away, { signal });
    document.addEventListener('focusin', away, { signal });
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key !== 'Escape') return;
        setOpen(false);
        toggle.current?.focus();
      },
      { signal },
    );
    return () => listening.abort();
  }, [open]);
  return (
    <div ref={box} className="lw-account">
      <button ref={toggle} type="button" aria-expanded={open} aria-controls={id} aria-label={t('Account of {0}', session.displayName)} onClick={() => setOpen(!open)}>
        <UserIcon /> <span>{session.displayName}</span>
      </button>
      <div id={id} hidden={!open}>
        <p>{t('Signed in at {0}', session.tenant)}</p>
        <a href={`/t/${session.tenant}/account`}>{t('Your account')}</a>
        <button type="button" onClick={onSignOut}>{t('Sign out')}</button>
      </div>
    </div>
  );
}

type Way = '/tenants' | (typeof SECTIONS)[number]['pages'][number]['to'];

function Sections({ rights, tenant }: Pick<ShellProps, 'rights' | 'tenant'>) {
  return (
    <PageSidebar>
      <PageSidebarBody>
        <nav className="pf-v6-c-nav" aria-label={t('Console')}>
          <Ways rights={rights} tenant={tenant} />
        </nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

/**
 * The ways to the pages, none while they cannot be seen. There are so many that they are PatternFly's Nav in looks only, and
 * plain links: its items each wait for flyouts, and the router's links each for any change of the address.
 */
function Ways({ rights, tenant }: Pick<ShellProps, 'rights' | 'tenant'>) {
  const { isSidebarOpen } = use(PageSidebarContext);
  const { navigate, preloadRoute } = useRouter();
  const path = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') });
  const id = useId();
  const own = tenant && `/tenants/${tenant.id}`;
  if (!isSidebarOpen) return null;

  const way = (to: Way, label: string) => {
    const target = to.replace('/tenants/$tenant', own ?? '');
    const destination = { to, params: { tenant: tenant?.id ?? '' } };
    const isHere = path === target || (target !== own && target !== '/tenants' && path.startsWith(`${target}/`));
    const follow = (event: MouseEvent) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void navigate(destination);
    };
    const prepare = () => void preloadRoute(destination).catch(() => undefined);
    return (
      <li key={to} className="pf-v6-c-nav__item">
        <a
          href={`/console${target}`}
          className={`pf-v6-c-nav__link${isHere ? ' pf-m-current' : ''}`}
          aria-current={isHere ? 'page' : undefined}
          onClick={follow}
          onMouseEnter={prepare}
          onFocus={prepare}
        >
          {label}
        </a>
      </li>
    );
  };
  return (
    <>
      {rights.tenants && <ul className="pf-v6-c-nav__list">{way('/tenants', t('All tenants'))}</ul>}
      {tenant &&
        SECTIONS.map(({ title, pages }, index) => (
          <section key={title ?? ''} className="pf-v6-c-nav__section" aria-labelledby={`${id}${index}`}>
            <h2 className="pf-v6-c-nav__section-title" id={`${id}${index}`}>{title ?? tenant.displayName ?? tenant.name}</h2>
            <ul className="pf-v6-c-nav__list">{pages.map(({ to, label }) => way(to, label))}</ul>
          </section>
        ))}
    </>
  );
}
