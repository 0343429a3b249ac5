import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { LockoutPolicy, PasswordPolicy, ThrottlePolicy } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';
import { Moment } from '../ui/Moment';
import { PageHead } from '../ui/PageHead';
import { durationInWords } from './duration';
import { LIMITS } from './limits';

interface PasswordPolicyDetailProps {
  policy: PasswordPolicy;
  lockout: LockoutPolicy;
  throttle: ThrottlePolicy;
  onEdit: () => void;
  onEditLockout: () => void;
  onEditThrottle: () => void;
}

export function PasswordPolicyDetail({ policy, lockout, throttle, onEdit, onEditLockout, onEditThrottle }: PasswordPolicyDetailProps) {
  const { argon2, breachedPasswords } = policy;
  return (
    <>
      <PageHead title={t('Password policy')} description={t("What is asked of people's passwords, and what happens after failures. Changes count from the next sign-in.")} />
      <PageSection>
        <Card className="lw-gap-below">
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEdit} aria-label={t('Edit passwords')}>{t('Edit')}</Button>
              ),
            }}
          >
            <CardTitle component="h2">{t('Passwords')}</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: t('Length'), value: t('At least {0} characters', policy.minimumLength) },
                { term: t('Characters'), value: policy.minimumClasses ? t('At least {0} of the 4 kinds', policy.minimumClasses) : t('No rule') },
                { term: t('History'), value: policy.history ? t('Not one of the last {0}', policy.history) : t('Not kept') },
                { term: t('Expire after'), value: durationInWords(policy.maximumAge) || t('Never') },
                { term: t('Warned before'), value: durationInWords(policy.expiryWarning) || t('No warning') },
                { term: t('Uses after expiry'), value: String(policy.graceLogins) },
                { term: t('Changed again after'), value: durationInWords(policy.minimumAge) || t('At any time') },
                { term: t('Set by others'), value: policy.mustChange ? t('Changed at the first sign-in') : t('May stay') },
                { term: t('Changed by people'), value: changedByPeople(policy) },
                { term: t('Breached ones'), value: breached(policy) },
                { term: t('List of breaches'), value: breachedPasswords.list ? <Moment at={breachedPasswords.list.modifiedAt} /> : undefined },
                { term: t('Hash'), value: t('Argon2id, {0} KiB, passes {1}, lanes {2}', argon2.memory, argon2.passes, argon2.lanes) },
                { term: t('SASL SCRAM'), value: policy.scram ? t('Allowed') : t('Not allowed') },
              ]}
            />
          </CardBody>
        </Card>
        <Card className="lw-gap-below">
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEditLockout} aria-label={t('Edit lockout')}>{t('Edit')}</Button>
              ),
            }}
          >
            <CardTitle component="h2">{t('Lockout')}</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: t('Locked'), value: lockout.enabled ? t('After {0} failures', lockout.failures) : t('Never; failures are slowed down') },
                { term: t('For'), value: lockout.enabled ? durationInWords(lockout.duration) : undefined },
                { term: t('Forgotten after'), value: lockout.enabled ? durationInWords(lockout.interval) : undefined },
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEditThrottle} aria-label={t('Edit guessing')}>{t('Edit')}</Button>
              ),
            }}
          >
            <CardTitle component="h2">{t('Guessing')}</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={LIMITS.map(({ limit, words }) => ({
                term: words,
                value: t('{0} failures cost nothing; further ones close it for up to {1}', throttle[limit].failures ?? '', durationInWords(throttle[limit].longest ?? '')),
              }))}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}

function changedByPeople({ allowUserChange, safeModify }: PasswordPolicy): string {
  if (!allowUserChange) return t('Only when asked to');
  return safeModify ? t('Over LDAP with the present one') : t('Allowed');
}

function breached({ refuseBreached, breachedPasswords }: PasswordPolicy): string {
  if (!refuseBreached) return t('Accepted');
  return breachedPasswords.configured ? t('Refused') : t('Refused as soon as the server has a list');
}
