import { Link } from '@tanstack/react-router';
import { t } from '../language/language';
import type { Unit } from './units';

interface UnitTreeProps {
  tenant: string;
  /** The container with all its units. */
  top: Unit;
  label: string;
  /** The name of the unit that is shown beside. */
  shown: string;
}

export function UnitTree({ tenant, top, label, shown }: UnitTreeProps) {
  return (
    <nav aria-label={t('Units of {0}', label)}>
      <ul className="lw-tree">
        <Branch tenant={tenant} unit={top} label={label} shown={shown} />
      </ul>
    </nav>
  );
}

function Branch({ tenant, unit, label, shown }: { tenant: string; unit: Unit; label: string; shown: string }) {
  return (
    <li>
      <span className="lw-tree-line">
        <Link to="/tenants/$tenant/units" params={{ tenant }} search={{ unit: unit.dn }} aria-current={shown === unit.dn ? 'true' : undefined}>
          {label}
        </Link>
      </span>
      {unit.below.length > 0 && (
        <ul className="lw-tree">
          {unit.below.map((below) => (
            <Branch key={below.dn} tenant={tenant} unit={below} label={below.name} shown={shown} />
          ))}
        </ul>
      )}
    </li>
  );
}
