import { Button, Label, PageSection } from '@patternfly/react-core';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import type { AccessRule } from '../api';
import { type Column, Listing, type PagedRows } from '../ui/Listing';
import { Nothing } from '../ui/Nothing';
import { PageHead } from '../ui/PageHead';
import { EnabledLabel } from '../ui/StateLabel';
import { Values } from '../ui/Values';

const COLUMNS: readonly Column<AccessRule>[] = [
  { title: 'Name', width: 15, cell: (rule) => <span className="lw-strong">{rule.name}</span> },
  { title: 'Effect', cell: (rule) => <EffectLabel effect={rule.effect} /> },
  { title: 'Rights', cell: (rule) => rule.rights.join(', ') },
  { title: 'Of whom', width: 25, cell: (rule) => <Values values={rule.subjects} /> },
  { title: 'On what', width: 30, cell: (rule) => <Values values={targetOf(rule)} /> },
  { title: 'State', cell: (rule) => <EnabledLabel enabled={rule.enabled} /> },
];

interface AccessRuleListProps {
  rules: PagedRows<AccessRule>;
  onCreate: () => void;
  onEdit: (rule: AccessRule) => void;
  onDelete: (rule: AccessRule) => void;
}

export function AccessRuleList({ rules, onCreate, onEdit, onDelete }: AccessRuleListProps) {
  const create = <Button onClick={onCreate}>Create access rule</Button>;
  return (
    <>
      <PageHead
        title="Access rules"
        description="Who may do what with the entries of the directory, over LDAP and SCIM alike. A denial wins; what no rule allows is not had. Administrators may do everything."
        actions={rules.rows?.length !== 0 && create}
      />
      <PageSection>
        <Listing
          label="Access rules"
          paged={rules}
          columns={COLUMNS}
          nameOf={(rule) => rule.name}
          actions={(rule) => [
            { title: 'Edit', onClick: () => onEdit(rule) },
            { title: 'Delete', danger: true, onClick: () => onDelete(rule) },
          ]}
          empty={
            <Nothing title="No access rules yet" icon={LockIcon} action={create}>
              People see their own entry and change their own password. A rule lets an application look people up, or a help desk reset their passwords.
            </Nothing>
          }
        />
      </PageSection>
    </>
  );
}

function EffectLabel({ effect }: { effect: AccessRule['effect'] }) {
  return (
    <Label isCompact variant="outline" status={effect === 'allow' ? 'success' : 'danger'}>
      {effect === 'allow' ? 'Allow' : 'Deny'}
    </Label>
  );
}

const SCOPES = { base: 'only', one: 'directly below', sub: 'at and below' };

function targetOf({ target }: AccessRule): string[] {
  return [`${SCOPES[target.scope ?? 'sub']} ${target.base ?? 'the suffix'}`, target.filter, target.attributes?.join(', ')].filter((part) => part !== undefined);
}
