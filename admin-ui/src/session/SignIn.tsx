import { Alert, Button, Content, Form as FormLayout, Title } from '@patternfly/react-core';
import { useEffect } from 'react';
import { ThemeToggle } from '../app/ThemeToggle';
import { LanguageMenu } from '../language/LanguageMenu';
import { t } from '../language/language';
import { tenantNameError } from '../tenant/name';
import { Brand } from '../ui/Brand';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';

const ERRORS = {
  tenant: t('There is no such tenant on this server, or it is disabled.'),
  failed: t('The sign-in did not come to its end. Try again.'),
} as const;

export type SignInError = keyof typeof ERRORS;

interface SignInProps {
  tenant: string;
  /** The session ran out while the console was open. */
  ended: boolean;
  error: SignInError | undefined;
  /** By which an operator finds out why it failed. */
  reference?: string | undefined;
  onSignIn: (tenant: string) => void;
}

export function SignIn({ tenant, ended, error, reference, onSignIn }: SignInProps) {
  const form = useForm(
    { tenant },
    (values) => ({ tenant: tenantNameError(values.tenant.trim().toLowerCase()) }),
    async (values) => onSignIn(values.tenant.trim().toLowerCase()),
  );
  useEffect(() => {
    document.title = `${t('Sign in')} · Lightwave`;
  }, []);

  return (
    <div className="lw-landing">
      <header className="lw-landing-head">
        <Brand />
        <div className="lw-landing-tools">
          <LanguageMenu />
          <ThemeToggle />
        </div>
      </header>
      <main className="lw-landing-main">
        <section className="lw-landing-pitch">
          <p className="lw-landing-claim">{t('One identity for every container, host and person.')}</p>
          <ul>
            <li>{t('Tokens and certificates without a secret in the image')}</li>
            <li>{t('Disable a subject once: its sessions, tokens and certificates end with it')}</li>
            <li>{t('Every decision in one audit trail')}</li>
          </ul>
        </section>
        <section className="lw-landing-card" aria-labelledby="sign-in-title">
          <Title headingLevel="h1" size="2xl" id="sign-in-title">{t('Sign in to the console')}</Title>
          <Content component="p">{t('Name the tenant you belong to. Its sign-in page opens next.')}</Content>
          {ended && <Alert variant="info" isInline title={t('Your session has ended. Sign in to go on where you were.')} component="p" className="lw-gap-below" />}
          {error && (
            <Alert variant="danger" isInline title={ERRORS[error]} component="p" role="alert" className="lw-gap-below">
              {reference && (
                <>{t('Reference {0}', <span className="lw-code">{reference}</span>)}</>
              )}
            </Alert>
          )}
          <FormLayout onSubmit={form.submit} noValidate>
            <TextField
              form={form}
              name="tenant"
              label={t('Tenant')}
              required
              autoComplete="organization"
              placeholder="acme.example"
              hint={t('A domain name. Operators of the whole server sign in at the system tenant, lightwave.local unless configured otherwise.')}
            />
            <Button type="submit" isBlock size="lg">{t('Continue')}</Button>
          </FormLayout>
        </section>
      </main>
    </div>
  );
}
