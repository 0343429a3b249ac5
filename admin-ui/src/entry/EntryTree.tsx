import { Button, Spinner } from '@patternfly/react-core';
import AngleDownIcon from '@patternfly/react-icons/dist/esm/icons/angle-down-icon';
import AngleRightIcon from '@patternfly/react-icons/dist/esm/icons/angle-right-icon';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { t } from '../language/language';
import { itemsOf, pagedRows } from '../ui/paged';
import { rdnOf } from './names';
import { childrenQuery } from './queries';

interface TreeProps {
  tenant: string;
  /** The id or the name of the entry that is shown beside. */
  shown: string;
}

/** The tree from its top; what is below an entry is read when that is opened. */
export function EntryTree({ suffix, ...tree }: TreeProps & { suffix: string }) {
  return (
    <nav aria-label={t('Directory tree')}>
      <ul className="lw-tree">
        <Node {...tree} id={suffix} dn={suffix} label={suffix} opens startsOpen />
      </ul>
    </nav>
  );
}

interface NodeProps extends TreeProps {
  id: string;
  dn: string;
  label: string;
  opens: boolean;
  startsOpen?: boolean;
}

function Node({ tenant, shown, id, dn, label, opens, startsOpen = false }: NodeProps) {
  const [open, setOpen] = useState(startsOpen);
  return (
    <li>
      <span className="lw-tree-line">
        {opens ? (
          <Button variant="plain" size="sm" aria-expanded={open} aria-label={open ? t('Close {0}', label) : t('Open {0}', label)} icon={open ? <AngleDownIcon /> : <AngleRightIcon />} onClick={() => setOpen(!open)} />
        ) : (
          <span className="lw-tree-leaf" />
        )}
        <Link to="/tenants/$tenant/directory" params={{ tenant }} search={{ entry: id }} aria-current={shown === id || shown === dn ? 'true' : undefined}>
          {label}
        </Link>
      </span>
      {open && opens && <Children tenant={tenant} shown={shown} parent={id} />}
    </li>
  );
}

function Children({ tenant, shown, parent }: TreeProps & { parent: string }) {
  const { rows, error, hasMore, loadingMore, loadMore } = pagedRows(useInfiniteQuery(childrenQuery(tenant, parent)), itemsOf);
  if (error) return <p role="alert">{error.message}</p>;
  if (!rows) return <Spinner size="sm" aria-label={t('Loading')} />;
  if (rows.length === 0) return <p className="lw-quiet lw-tree-leaf">{t('Nothing below')}</p>;
  return (
    <ul className="lw-tree">
      {rows.map(({ id, dn, hasSubordinates }) => (
        <Node key={id} tenant={tenant} shown={shown} id={id} dn={dn} label={rdnOf(dn)} opens={hasSubordinates !== false} />
      ))}
      {hasMore && (
        <li>
          <Button variant="link" isInline isLoading={loadingMore} onClick={loadMore}>{t('Load more')}</Button>
        </li>
      )}
    </ul>
  );
}
