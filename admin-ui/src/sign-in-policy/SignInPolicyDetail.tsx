import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { AuthenticationPolicy } from '../api';
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
      <PageHead title="Sign-in policy" description="What people prove themselves by, and what applications are told of it. Changes count from the next sign-in." />
      <PageSection>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <Button variant="secondary" onClick={onEdit} aria-label="Edit sign-in">
                  Edit
                </Button>
              ),
            }}
          >
            <CardTitle component="h2">Sign-in</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: 'Begins with', value: policy.firstFactors.map((factor) => FIRST[factor]).join(', ') },
                { term: 'Second factor', value: DEMANDS[policy.secondFactor] },
                { term: 'Which counts', value: policy.secondFactors.map((factor) => SECOND[factor]).join(', ') || undefined },
                { term: 'Levels (acr)', value: <Values values={policy.contexts.map(contextInWords)} /> },
                { term: 'Passkeys', value: passkeys.userVerification === 'required' ? 'Always verify their user' : 'Verify their user; after a password only if they can' },
                { term: 'Models', value: passkeys.allowedAaguids?.length ? <Values values={passkeys.allowedAaguids} /> : 'Any' },
                {
                  term: 'Own accounts',
                  value: !policy.selfRegistration.allowed ? 'Nobody makes one' : policy.selfRegistration.emailDomains?.length ? <Values values={policy.selfRegistration.emailDomains} /> : 'Anybody makes one',
                },
                { term: "Certificates of this tenant's authority", value: `Count ${OWN_AUTHORITY[certificates.ownAuthority ?? 'enrolled'].toLowerCase()}` },
                { term: 'Authorities of outside', value: certificates.authorities?.length ? <Values values={certificates.authorities.map(({ name, crl, ocsp }) => `${name}, revocation by ${crl ?? ocsp}`)} /> : 'None' },
                { term: 'Attested by', value: passkeys.attestationRoots?.length ? `${passkeys.attestationRoots.length} authorities` : 'Nobody' },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
