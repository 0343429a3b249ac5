import { Card, CardBody, Label, PageSection } from '@patternfly/react-core';
import type { SignInExplanation, Tenant } from '../api';
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
      <Crumbs tenant={tenant} section="Refused sign-ins" to="/tenants/$tenant/refusals" here={refusal.reference} />
      <PageHead title="A refusal, step by step" description={refusal.reason} />
      <PageSection>
        <Card>
          <CardBody>
            <Facts
              facts={[
                { term: 'Reference', value: <CopyValue value={refusal.reference} label="reference" /> },
                { term: 'Time', value: <Moment at={refusal.time} seconds /> },
                { term: 'Who', value: refusal.actor },
                { term: 'What', value: <span className="lw-code">{refusal.action}</span> },
                { term: 'Of what', value: refusal.target },
                { term: 'From', value: refusal.address },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
      <PageSection>
        <Card>
          <CardBody>
            <ol aria-label="Steps">
              {steps.map((step) => (
                <li key={step.place}>
                  <Label isCompact variant="outline" status={step.outcome === 'held' ? 'success' : 'danger'}>
                    {step.outcome === 'held' ? 'Held' : 'Refused'}
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
