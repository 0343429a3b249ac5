import { Button, Content, Form as FormLayout, Title } from '@patternfly/react-core';
import { lazy, Suspense, useEffect } from 'react';
import { ThemeToggle } from '../app/ThemeToggle';
import { LanguageChoice } from '../language/LanguageChoice';
import { t } from '../language/language';
import { tenantNameError } from '../tenant/name';
import { Brand } from '../ui/Brand';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import type { SignInError } from './sign-in';

/** Most people see none. */
const SignInNotices = lazy(() => import('./SignInNotices'));

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
          <LanguageChoice />
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
          {(ended || error) && (
            <Suspense>
              <SignInNotices ended={ended} error={error} reference={reference} />
            </Suspense>
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
