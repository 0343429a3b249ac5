import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import { t } from '../language/language';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { suffixOf, tenantNameError, trustDomainOf } from './name';

interface NewTenantDialogProps {
  onCreate: (name: string, displayName: string) => Promise<unknown>;
  onClose: () => void;
}

export function NewTenantDialog({ onCreate, onClose }: NewTenantDialogProps) {
  const form = useForm(
    { name: '', displayName: '' },
    ({ name }) => ({ name: tenantNameError(name.trim()) }),
    ({ name, displayName }) => onCreate(name.trim(), displayName.trim()),
  );
  const name = form.values.name.trim();
  const valid = !tenantNameError(name);
  return (
    <FormDialog
      title={t('Create tenant')}
      description={t('The name is a DNS domain. It cannot be changed later: tokens, certificates and directory entries carry it.')}
      form={form}
      submitLabel={t('Create tenant')}
      onClose={onClose}
    >
      <TextField form={form} name="name" label={t('Name')} required placeholder="acme.example" hint={t('Lower case, at least two labels, for example acme.example.')} />
      <TextField form={form} name="displayName" label={t('Display name')} placeholder={t('Acme Corporation')} />
      <DescriptionList isCompact isHorizontal aria-label={t('What the name becomes')}>
        {[
          [t('Directory suffix'), valid ? suffixOf(name) : '—'],
          [t('Trust domain'), valid ? trustDomainOf(name) : '—'],
          [t('Issuer path'), valid ? `/t/${name}` : '—'],
        ].map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription className="lw-code">{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
    </FormDialog>
  );
}
