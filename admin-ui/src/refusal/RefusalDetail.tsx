import { Card, CardBody, Label, PageSection } from '@patternfly/react-core';
import type { SignInExplanation, Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Crumbs } from '../ui/Crumbs';
import { Facts } from '../ui/Facts';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';

/** What was decided about one request, and what refused it. */
export function RefusalDetail({ tenant, refusal }: { tenant: Tenant; refusal: SignInExplanation }) {
  const steps = refusal.steps.map((step, index) => ({ ...step, place: index + 1 }));
  return (
    <>
      <Crumbs tenant={tenant} section={t('Refused sign-ins')} to="/tenants/$tenant/refusals" here={refusal.reference} />
      <PageHead title={t('A refusal, step by step')} description={refusal.reason} />
      <PageSection>
        <Card>
          <CardBody>
            <Facts
              facts={[
                { term: t('Reference'), value: <CopyValue value={refusal.reference} label={t('reference')} /> },
                { term: t('Time'), value: <Moment at={refusal.time} seconds /> },
                { term: t('Who'), value: refusal.actor },
                { term: t('What'), value: <span className="lw-code">{refusal.action}</span> },
                { term: t('Of what'), value: refusal.target },
                { term: t('From'), value: refusal.address },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
      <PageSection>
        <Card>
          <CardBody>
            <ol aria-label={t('Steps')}>
              {steps.map((step) => (
                <li key={step.place}>
                  <Label isCompact variant="outline" status={step.outcome === 'held' ? 'success' : 'danger'}>
                    {step.outcome === 'held' ? t('Held') : t('Refused')}
                  </Label>{' '}
                  <strong>{step.policy}</strong>
                  {step.detail && <div className="lw-quiet">{step.detail}</div>}
                </li>
              ))}
            </ol>
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
