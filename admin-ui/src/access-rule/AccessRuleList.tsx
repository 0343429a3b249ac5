import { Button, Label, PageSection } from '@patternfly/react-core';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import type { AccessRule } from '../api';
import { t } from '../language/language';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';

const COLUMNS: readonly Column<AccessRule>[] = [
  { title: t('Name'), width: 15, cell: (rule) => <span className="lw-strong">{rule.name}</span> },
  { title: t('Effect'), cell: (rule) => <EffectLabel effect={rule.effect} /> },
  { title: t('Rights'), cell: (rule) => rule.rights.join(', ') },
  { title: t('Of whom'), width: 25, cell: (rule) => <Values values={rule.subjects} /> },
  { title: t('On what'), width: 30, cell: (rule) => <Values values={targetOf(rule)} /> },
  { title: t('State'), cell: (rule) => <EnabledLabel enabled={rule.enabled} /> },
];

interface AccessRuleListProps {
  rules: PagedRows<AccessRule>;
  onCreate: () => void;
  onEdit: (rule: AccessRule) => void;
  onDelete: (rule: AccessRule) => void;
}

export function AccessRuleList({ rules, onCreate, onEdit, onDelete }: AccessRuleListProps) {
  const create = <Button onClick={onCreate}>{t('Create access rule')}</Button>;
  return (
    <>
      <PageHead
        title={t('Access rules')}
        description={t('Who may do what with the entries of the directory, over LDAP and SCIM alike. A denial wins; what no rule allows is not had. Administrators may do everything.')}
        actions={rules.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label={t('Access rules')}
          paged={rules}
          columns={COLUMNS}
          nameOf={(rule) => rule.name}
          actions={(rule) => [
            { title: t('Edit'), onClick: () => onEdit(rule) },
            { title: t('Delete'), danger: true, onClick: () => onDelete(rule) },
          ]}
          empty={
            <Nothing title={t('No access rules yet')} icon={LockIcon} action={create}>{t('People see their own entry and change their own password. A rule lets an application look people up, or a help desk reset their passwords.')}</Nothing>
          }
        />
      </PageSection>
    </>
  );
}

function EffectLabel({ effect }: { effect: AccessRule['effect'] }) {
  return (
    <Label isCompact variant="outline" status={effect === 'allow' ? 'success' : 'danger'}>
      {effect === 'allow' ? t('Allow') : t('Deny')}
    </Label>
  );
}

const SCOPES = { base: t('only'), one: t('directly below'), sub: t('at and below') };

function targetOf({ target }: AccessRule): string[] {
  return [`${SCOPES[target.scope ?? 'sub']} ${target.base ?? t('the suffix')}`, target.filter, target.attributes?.join(', ')].filter((part) => part !== undefined);
}
