import { Button, FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import type { TrustedIssuer } from '../api';
import { t } from '../language/language';
import { KINDS } from '../trusted-issuer/kinds';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { controlId, type Form } from '../ui/form';
import { type Claim, NODE, ruleFor, type RuleValues } from './ruleForm';

interface RuleFieldsProps {
  form: Form<RuleValues>;
  issuers: readonly TrustedIssuer[];
}

/** What must be said of a container or process: by a platform, claims with their exact values; by the agent of a node, selectors. */
export function RuleFields({ form, issuers }: RuleFieldsProps) {
  const { issuer, claims } = form.values;
  const kind = issuers.find((known) => known.issuer === issuer)?.kind ?? 'oidc';
  const change = (key: number, part: Partial<Claim>) => form.set('claims', claims.map((claim) => (claim.key === key ? { ...claim, ...part } : claim)));
  const add = () => form.set('claims', [...claims, { key: Math.max(...claims.map((claim) => claim.key)) + 1, name: '', value: '' }]);
  const remove = (key: number) => form.set('claims', claims.filter((claim) => claim.key !== key));
  const chooser: Form<RuleValues> = {
    ...form,
    set: (field, value) => {
      const untouched = claims.every((claim) => !claim.value);
      if (field === 'issuer' && untouched) form.set('claims', ruleFor(issuers.find((known) => known.issuer === value)).claims);
      form.set(field, value);
    },
  };
  return (
    <>
      <SelectField
        form={chooser}
        name="issuer"
        label={t('Vouched for by')}
        options={[...issuers.map((known) => ({ value: known.issuer, label: `${known.name} (${known.issuer})` })), { value: NODE, label: t('The agent of a node') }]}
        hint={issuers.length === 0 ? t('Clusters and CI platforms stand here once they are trusted issuers.') : undefined}
      />
      {issuer === NODE ? (
        <>
          <TextField form={form} name="node" label={t('Node')} required placeholder="host1" hint={t('A host name; it need not have joined yet. *. and an ending stands for several nodes.')} />
          <AreaField form={form} name="selectors" label={t('Selectors')} required rows={2} hint={t('What the agent must find of the process, one per line; all must hold. For example unix:uid:1000.')} />
        </>
      ) : (
      <FormGroup role="group" label={t('Claims')} fieldId="rule-claims" isRequired isStack>
        {claims.map((claim, index) => (
          <div key={claim.key} className="lw-claim">
            <TextInput
              id={index === 0 ? controlId('claims') : undefined}
              aria-label={t('Claim {0} name', index + 1)}
              placeholder={KINDS[kind].claim}
              value={claim.name}
              onChange={(_, name) => change(claim.key, { name })}
              validated={form.errors.claims ? 'error' : 'default'}
              spellCheck={false}
              autoComplete="off"
            />
            <TextInput
              aria-label={t('Claim {0} value', index + 1)}
              placeholder={index === 0 ? KINDS[kind].example : ''}
              value={claim.value}
              onChange={(_, value) => change(claim.key, { value })}
              validated={form.errors.claims ? 'error' : 'default'}
              spellCheck={false}
              autoComplete="off"
            />
            <Button variant="plain" aria-label={t('Remove claim {0}', index + 1)} icon={<MinusCircleIcon />} onClick={() => remove(claim.key)} isDisabled={claims.length === 1} />
          </div>
        ))}
        <FormHelperText>
          <HelperText isLiveRegion={Boolean(form.errors.claims)}>
            <HelperTextItem variant={form.errors.claims ? 'error' : 'default'}>{form.errors.claims ?? t('All must hold. {0}', KINDS[kind].advice)}</HelperTextItem>
          </HelperText>
        </FormHelperText>
        <div>
          <Button variant="link" isInline icon={<PlusCircleIcon />} onClick={add}>{t('Add claim')}</Button>
        </div>
      </FormGroup>
      )}
    </>
  );
}
