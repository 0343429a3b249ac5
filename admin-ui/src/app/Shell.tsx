import '@patternfly/react-styles/css/components/Masthead/masthead.css';
import '@patternfly/react-styles/css/components/Nav/nav.css';
import '@patternfly/react-styles/css/components/Page/page.css';
import '@patternfly/react-styles/css/components/SkipToContent/skip-to-content.css';
import { Button } from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import CaretDownIcon from '@patternfly/react-icons/dist/esm/icons/caret-down-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { Link, useLocation, useRouter } from '@tanstack/react-router';
import { lazy, type MouseEvent, type ReactNode, Suspense, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
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

const SIDEBAR = 'page-sidebar';

/** Where there is room for the ways beside the page: PatternFly's breakpoint `xl`. */
const ROOM = '(min-width: 75rem)';

function subscribeToRoom(listener: () => void) {
  const media = globalThis.matchMedia(ROOM);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/**
 * What frames each page. PatternFly's Page in looks only: that draws itself as on a desk, measures itself and draws itself anew,
 * and brings a drawer.
 */
export function Shell({ session, rights, tenant, onSignOut, children }: ShellProps) {
  const main = 'main-content';
  const hasRoom = useSyncExternalStore(subscribeToRoom, () => globalThis.matchMedia(ROOM).matches);
  const [open, setOpen] = useState({ beside: true, above: false });
  const isOpen = hasRoom ? open.beside : open.above;
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
  const leaveWays = () => setOpen((before) => (before.above ? { ...before, above: false } : before));
  return (
    <div className="pf-v6-c-page">
      <div className="pf-v6-c-skip-to-content">
        <Button component="a" href={`#${main}`}>{t('Skip to content')}</Button>
      </div>
      <Head
        session={session}
        tenant={tenant}
        isOpen={isOpen}
        onToggle={() => setOpen(hasRoom ? { ...open, beside: !isOpen } : { ...open, above: !isOpen })}
        onSwitch={rights.tenants ? () => setSwitching(true) : undefined}
        onSearch={() => setPalette(true)}
        onSignOut={onSignOut}
      />
      <div id={SIDEBAR} className={`pf-v6-c-page__sidebar${isOpen ? (hasRoom ? '' : ' pf-m-expanded') : ' pf-m-collapsed'}`} aria-hidden={!isOpen}>
        <div className="pf-v6-c-page__sidebar-main">
          <div className="pf-v6-c-page__sidebar-body">
            {isOpen && (
              <nav className="pf-v6-c-nav" aria-label={t('Console')}>
                <Ways rights={rights} tenant={tenant} onFollow={leaveWays} />
              </nav>
            )}
          </div>
        </div>
      </div>
      <div className="pf-v6-c-page__main-container pf-m-fill" onPointerDown={leaveWays}>
        <main id={main} tabIndex={-1} className="pf-v6-c-page__main">
          {children}
        </main>
      </div>
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
    </div>
  );
}

interface HeadProps extends Pick<ShellProps, 'session' | 'tenant' | 'onSignOut'> {
  /** Whether the ways are seen. */
  isOpen: boolean;
  onToggle: () => void;
  /** Undefined for who is at home in one tenant only. */
  onSwitch: (() => void) | undefined;
  onSearch: () => void;
}

function Head({ session, tenant, isOpen, onToggle, onSwitch, onSearch, onSignOut }: HeadProps) {
  return (
    <header className="pf-v6-c-masthead pf-m-display-inline-on-md">
      <div className="pf-v6-c-masthead__main">
        <span className="pf-v6-c-masthead__toggle">
          <Button variant="plain" aria-label={t('Navigation')} aria-expanded={isOpen} aria-controls={SIDEBAR} icon={<BarsIcon />} onClick={onToggle} />
        </span>
        <div className="pf-v6-c-masthead__brand">
          <Link to="/" className="pf-v6-c-masthead__logo" aria-label={t('Lightwave, start page')}>
            <Brand />
          </Link>
        </div>
      </div>
      <div className="pf-v6-c-masthead__content">
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
      </div>
    </header>
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

/**
 * The ways to the pages. There are so many that they are PatternFly's Nav in looks only, and
 * plain links: its items each wait for flyouts, and the router's links each for any change of the address.
 */
function Ways({ rights, tenant, onFollow }: Pick<ShellProps, 'rights' | 'tenant'> & { onFollow: () => void }) {
  const { navigate, preloadRoute } = useRouter();
  const path = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') });
  const id = useId();
  const own = tenant && `/tenants/${tenant.id}`;

  const way = (to: Way, label: string) => {
    const target = to.replace('/tenants/$tenant', own ?? '');
    const destination = { to, params: { tenant: tenant?.id ?? '' } };
    const isHere = path === target || (target !== own && target !== '/tenants' && path.startsWith(`${target}/`));
    const follow = (event: MouseEvent) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onFollow();
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
