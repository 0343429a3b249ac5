import { Button, FormSelect, FormSelectOption, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { t } from '../language/language';
import { SearchField } from '../ui/SearchField';
import { useTyped } from '../ui/typed';
import { type Attribute, ATTRIBUTES, type CertificateFilter, STATES, WITHIN } from './filter';
import { stateText } from './StateLabel';

interface CertificateFiltersProps {
  filter: CertificateFilter;
  onFilter: (filter: CertificateFilter) => void;
}

export function CertificateFilters({ filter, onFilter }: CertificateFiltersProps) {
  const { state, by, value, within } = filter;
  const [attribute, setAttribute] = useTyped<Attribute>(by ?? 'spiffeId');
  const others = { ...(state && { state }), ...(within && { within }) };
  const search = (text: string) => onFilter({ ...others, ...(text && { by: attribute, value: text }) });
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem>
          <FormSelect
            aria-label={t('State')}
            value={state ?? ''}
            onChange={(_, chosen) => onFilter({ ...filter, state: STATES.find((known) => known === chosen) })}
          >
            <FormSelectOption value="" label={t('Any state')} />
            {STATES.map((known) => (
              <FormSelectOption key={known} value={known} label={stateText(known)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect aria-label={t('Expiry')} value={within ?? ''} onChange={(_, chosen) => onFilter({ ...filter, within: chosen ? Number(chosen) : undefined })}>
            <FormSelectOption value="" label={t('Any expiry')} />
            {Object.entries(WITHIN).map(([days, label]) => (
              <FormSelectOption key={days} value={days} label={t('Expires within {0}', label)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect aria-label={t('Search in')} value={attribute} onChange={(_, chosen) => setAttribute(chosen as Attribute)}>
            {Object.entries(ATTRIBUTES).map(([known, label]) => (
              <FormSelectOption key={known} value={known} label={label} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <SearchField label={t('Search by {0}', ATTRIBUTES[attribute])} placeholder={ATTRIBUTES[attribute]} value={value ?? ''} grow onSearch={search} />
        {Object.keys(filter).length > 0 && (
          <ToolbarItem>
            <Button variant="link" onClick={() => onFilter({})}>{t('Clear all filters')}</Button>
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}
