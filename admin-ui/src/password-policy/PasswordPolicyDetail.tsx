import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { LockoutPolicy, PasswordPolicy } from '../api';
import { Facts } from '../ui/Facts';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { durationInWords } from './duration';

interface PasswordPolicyDetailProps {
  policy: PasswordPolicy;
  lockout: LockoutPolicy;
  onEdit: () => void;
  onEditLockout: () => void;
}

export function PasswordPolicyDetail({ policy, lockout, onEdit, onEditLockout }: PasswordPolicyDetailProps) {
  const { argon2, breachedPasswords } = policy;
  return (
    <>
      <PageHead title="Password policy" description="What is asked of people's passwords, and what happens after failures. Changes count from the next sign-in." />
      <PageSection>
        <Card className="lw-gap-below">
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEdit} aria-label="Edit passwords">
                  Edit
                </Button>
              ),
            }}
          >
            <CardTitle component="h2">Passwords</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: 'Length', value: `At least ${policy.minimumLength} characters` },
                { term: 'Characters', value: policy.minimumClasses ? `At least ${policy.minimumClasses} of the 4 kinds` : 'No rule' },
                { term: 'History', value: policy.history ? `Not one of the last ${policy.history}` : 'Not kept' },
                { term: 'Expire after', value: durationInWords(policy.maximumAge) || 'Never' },
                { term: 'Warned before', value: durationInWords(policy.expiryWarning) || 'No warning' },
                { term: 'Uses after expiry', value: String(policy.graceLogins) },
                { term: 'Changed again after', value: durationInWords(policy.minimumAge) || 'At any time' },
                { term: 'Set by others', value: policy.mustChange ? 'Changed at the first sign-in' : 'May stay' },
                { term: 'Breached ones', value: breached(policy) },
                { term: 'List of breaches', value: breachedPasswords.list ? <Moment at={breachedPasswords.list.modifiedAt} /> : undefined },
                { term: 'Hash', value: `Argon2id, ${argon2.memory} KiB, passes ${argon2.passes}, lanes ${argon2.lanes}` },
                { term: 'SASL SCRAM', value: policy.scram ? 'Allowed' : 'Not allowed' },
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEditLockout} aria-label="Edit lockout">
                  Edit
                </Button>
              ),
            }}
          >
            <CardTitle component="h2">Lockout</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: 'Locked', value: lockout.enabled ? `After ${lockout.failures} failures` : 'Never; failures are slowed down' },
                { term: 'For', value: lockout.enabled ? durationInWords(lockout.duration) : undefined },
                { term: 'Forgotten after', value: lockout.enabled ? durationInWords(lockout.interval) : undefined },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}

function breached({ refuseBreached, breachedPasswords }: PasswordPolicy): string {
  if (!refuseBreached) return 'Accepted';
  return breachedPasswords.configured ? 'Refused' : 'Refused as soon as the server has a list';
}
