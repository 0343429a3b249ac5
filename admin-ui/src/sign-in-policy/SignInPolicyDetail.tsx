import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { AuthenticationPolicy } from '../api';
import { t, within } from '../language/language';
import { Facts } from '../ui/Facts';
import { PageHead } from '../ui/PageHead';
import { Values } from '../ui/Values';
import { contextInWords, DEMANDS, FIRST, OWN_AUTHORITY, SECOND } from './words';

interface SignInPolicyDetailProps {
  policy: AuthenticationPolicy;
  onEdit: () => void;
}

export function SignInPolicyDetail({ policy, onEdit }: SignInPolicyDetailProps) {
  const { passkeys, certificates } = policy;
  return (
    <>
      <PageHead title={t('Sign-in policy')} description={t('What people prove themselves by, and what applications are told of it. Changes count from the next sign-in.')} />
      <PageSection>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEdit} aria-label={t('Edit sign-in')}>{t('Edit')}</Button>
              ),
            }}
          >
            <CardTitle component="h2">{t('Sign-in')}</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: t('Begins with'), value: policy.firstFactors.map((factor) => FIRST[factor]).join(', ') },
                { term: t('Second factor'), value: DEMANDS[policy.secondFactor] },
                { term: t('Which counts'), value: policy.secondFactors.map((factor) => SECOND[factor]).join(', ') || undefined },
                { term: t('Levels (acr)'), value: <Values values={policy.contexts.map(contextInWords)} /> },
                { term: t('Passkeys'), value: passkeys.userVerification === 'required' ? t('Always verify their user') : t('Verify their user; after a password only if they can') },
                {
                  term: t('Own accounts'),
                  value: !policy.selfRegistration.allowed ? t('Nobody makes one') : policy.selfRegistration.emailDomains?.length ? <Values values={policy.selfRegistration.emailDomains} /> : t('Anybody makes one'),
                },
                { term: t("Certificates of this tenant's authority"), value: t('Count {0}', within(OWN_AUTHORITY[certificates.ownAuthority ?? 'enrolled'])) },
                { term: t('Authorities of outside'), value: certificates.authorities?.length ? <Values values={certificates.authorities.map(({ name, crl, ocsp }) => t('{0}, revocation by {1}', name, crl ?? ocsp))} /> : t('None') },
                { term: t('Attested by'), value: passkeys.attestationRoots?.length ? <Values values={passkeys.attestationRoots.map(({ aaguids }, at) => t('Authority {0}: {1}', at + 1, aaguids?.join(', ') || t('any model')))} /> : t('Nobody') },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
