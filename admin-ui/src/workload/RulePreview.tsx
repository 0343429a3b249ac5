import { Alert, Button } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { explainWorkload, type Tenant } from '../api';
import { t } from '../language/language';
import { distance } from '../ui/Moment';
import { newRule, ruleErrors, type RuleValues } from './ruleForm';

interface RulePreviewProps {
  tenant: Tenant;
  rule: RuleValues;
}

/** Asks which of the last refusals a rule that is not saved would have let in. */
export function RulePreview({ tenant, rule }: RulePreviewProps) {
  const preview = useMutation({ mutationFn: () => explainWorkload({ path: { tenant: tenant.id }, body: { rule: newRule(rule) } }) });
  const complete = !Object.values(ruleErrors(rule)).some(Boolean);
  const refusals = preview.data?.refusals ?? [];
  return (
    <div>
      <Button variant="secondary" size="sm" onClick={() => preview.mutate()} isDisabled={!complete || preview.isPending} isLoading={preview.isPending}>{t('What would match?')}</Button>
      <div aria-live="polite" className="lw-tab">
        {preview.error && <Alert variant="danger" isInline component="p" title={preview.error.message} />}
        {preview.data && refusals.length === 0 && <Alert variant="info" isInline component="p" title={t('None of the last refusals would have matched. That is usual for something that has not asked yet.')} />}
        {refusals.length > 0 && (
          <Alert variant="success" isInline component="p" title={t('{0} of the last refusals would have matched', refusals.length)}>
            <ul>
              {refusals.slice(0, 5).map((refusal) => (
                <li key={refusal.reference}>
                  <span className="lw-code">{refusal.reference}</span>, {distance(refusal.at)}: {refusal.reason}
                </li>
              ))}
            </ul>
          </Alert>
        )}
      </div>
    </div>
  );
}
