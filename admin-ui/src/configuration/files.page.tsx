import { Alert, AlertActionLink, Button, Form as FormLayout, FormGroup, FormHelperText, HelperText, HelperTextItem, PageSection } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { applyConfiguration, type ConfigurationFilesWritable, type ConfigurationOutcome, planConfiguration, ProblemError } from '../api';
import { t } from '../language/language';
import { OnceDialog } from '../objects/OnceDialog';
import { forgetKept, keep, kept, whenLeaving } from '../session/kept';
import { sessionQuery } from '../session/session';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { AreaField, SelectField, TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { useNotify } from '../ui/notify';
import { PageHead } from '../ui/PageHead';
import { useProof } from '../ui/Proof';
import { useTurns } from '../ui/turns';
import { Changes, countsOf, deletionsOf } from './Changes';

type Source = ConfigurationFilesWritable['files'][number];
type Secrets = Record<string, string>;

/** What was asked, and what the server said to it. */
interface Plan {
  asked: ConfigurationFilesWritable;
  outcome: ConfigurationOutcome;
}

const PRUNE = [
  { value: 'none', label: t('Stay as they are') },
  { value: 'applied', label: t('Are deleted if files made them') },
  { value: 'all', label: t('Are deleted, of the kinds that the files have') },
];

/** Shows what files of configuration would change, and changes just that. */
export function FilesPage() {
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [plan, setPlan] = useState<Plan>();
  const [applied, setApplied] = useState<ConfigurationOutcome>();
  const [refused, setRefused] = useState<ProblemError>();
  const [dialog, setDialog] = useState<'apply' | 'once'>();
  const proof = useProof(true, false);

  /** Of questions: whatever begins one makes the answers to earlier ones old. */
  const begin = useTurns();

  const forget = () => {
    begin();
    setPlan(undefined);
    setApplied(undefined);
    setRefused(undefined);
  };
  const ask = async (asked: ConfigurationFilesWritable) => {
    const isNewest = begin();
    try {
      const outcome = await planConfiguration({ body: asked });
      if (!isNewest()) return;
      forget();
      setPlan({ asked, outcome });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.fields.length === 0) throw error;
      if (!isNewest()) return;
      forget();
      setRefused(error);
    }
  };
  const confirm = () => {
    begin();
    setDialog('apply');
  };
  const apply = async ({ asked, outcome: { digest } }: Plan) => {
    const outcome = await applyConfiguration({ body: { ...asked, digest } });
    setPlan(undefined);
    setApplied(outcome);
    void queryClient.invalidateQueries();
    notify(t('The files were applied'));
    return outcome.generated.length > 0;
  };

  const needs = plan?.outcome.needs ?? [];
  const counts = plan && countsOf(plan.outcome);
  const deletions = plan ? deletionsOf(plan.outcome) : [];
  const deletes = deletions.length > 0;
  return (
    <>
      <PageHead
        title={t('Configuration files')}
        description={t('Files in git say what tenants have. This shows what they would change, as lightwave plan does, and applies just that. Each file names its tenant.')}
      />
      <PageSection>
        {proof.missing && (
          <Alert variant="info" isInline component="p" title={t('To apply, sign in again first')} actionLinks={<AlertActionLink onClick={proof.give}>{t('Sign in again')}</AlertActionLink>} className="lw-gap-below">
            {t('Applying needs a sign-in of the last five minutes. What is chosen here is still chosen afterwards; secrets are not.')}
          </Alert>
        )}
        <FilesForm onChange={forget} onAsk={ask} />
      </PageSection>
      {refused && (
        <PageSection>
          <Alert variant="danger" isInline component="p" role="alert" title={refused.message}>
            <ul className="lw-values">
              {refused.fields.map(({ file, line, field, detail }) => {
                const place = file && `${file}:${line ?? 1}`;
                const text = [place, field, detail].filter(Boolean).join(': ');
                return <li key={text}>{text}</li>;
              })}
            </ul>
          </Alert>
        </PageSection>
      )}
      {plan && needs.length > 0 && (
        <PageSection>
          <SecretsForm key={needs.join(' ')} needs={needs} onGiven={(secrets) => ask({ ...plan.asked, secrets: { ...plan.asked.secrets, ...secrets } })} />
        </PageSection>
      )}
      {plan && counts && needs.length === 0 && (
        <PageSection>
          <Changes outcome={plan.outcome} title={t('What would change')} />
          {counts.created + counts.changed + counts.deleted > 0 && <Button variant={deletes ? 'danger' : 'primary'} onClick={confirm}>{t('Apply')}</Button>}
        </PageSection>
      )}
      {applied && (
        <PageSection>
          <Changes outcome={applied} title={t('What was changed')} />
        </PageSection>
      )}
      {dialog === 'apply' && plan && counts && (
        <ConfirmDialog
          title={t('Apply these changes?')}
          confirmLabel={t('Apply')}
          danger={deletes}
          typed={deletions[0]?.tenant}
          proof
          onConfirm={async () => setDialog((await apply(plan)) ? 'once' : undefined)}
          onClose={() => setDialog((open) => (open === 'once' ? open : undefined))}
        >
          {t('New: {0}. Changed: {1}. Deleted: {2}.', counts.created, counts.changed, counts.deleted)} {t('Each tenant is changed wholly or not at all, and nothing if something has changed since.')}
          {deletes && (
            <>
              <p>{t('Deleted in:')}</p>
              <ul className="lw-values">
                {deletions.map(({ tenant, deleted }) => (
                  <li key={tenant}>{`${tenant}: ${deleted}`}</li>
                ))}
              </ul>
            </>
          )}
        </ConfirmDialog>
      )}
      {dialog === 'once' && applied && (
        <OnceDialog
          title={t('Secrets that were made')}
          shown={applied.generated.map(({ tenant: of, kind, name, field, value }) => ({ label: [of, kind, name, field].join(' '), value }))}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

/** What is in the form, and outlasts a fresh sign-in. */
interface Given {
  chosen: readonly Source[];
  text: string;
  prune: string;
}

const KEPT = 'files';

/** Files of this machine, a text, or both. */
function FilesForm({ onChange, onAsk }: { onChange: () => void; onAsk: (asked: ConfigurationFilesWritable) => Promise<unknown> }) {
  const { data: session } = useQuery(sessionQuery);
  const person = session?.userId;
  const [before] = useState(() => kept(KEPT, person) as Given | undefined);
  useEffect(() => forgetKept(KEPT), []);
  const [chosen, setChosen] = useState<readonly Source[]>(before?.chosen ?? []);
  const form = useForm(
    { text: before?.text ?? '', prune: before?.prune ?? 'none' },
    ({ text }) => ({ text: chosen.length > 0 || text.trim() ? undefined : t('Choose files, or paste one.') }),
    ({ text, prune }) => onAsk({ files: [...chosen, ...(text.trim() ? [{ name: t('pasted'), text }] : [])], prune: prune as NonNullable<ConfigurationFilesWritable['prune']> }),
  );
  const { text, prune } = form.values;
  useEffect(() => whenLeaving(() => person !== undefined && keep(KEPT, person, { chosen, text, prune } satisfies Given)), [chosen, text, prune, person]);
  /** Of choices: one is read by and by. */
  const begin = useTurns();
  const choose = async (files: FileList | null) => {
    const isNewest = begin();
    onChange();
    setChosen([]);
    const read = await Promise.all([...(files ?? [])].map(async (file) => ({ name: file.name, text: await file.text() })));
    if (!isNewest()) return;
    onChange();
    setChosen(read);
  };
  return (
    <FormLayout onSubmit={form.submit} onChange={onChange} noValidate>
      {form.problem && <Alert variant="danger" isInline component="p" role="alert" title={form.problem} />}
      <FormGroup label={t('Files')} fieldId="files">
        <input id="files" type="file" multiple accept=".yaml,.yml" aria-describedby="files-help" onChange={(event) => void choose(event.target.files)} />
        <FormHelperText>
          <HelperText id="files-help">
            <HelperTextItem>{t('YAML, as many as belong together, at most 1 MiB.')}</HelperTextItem>
            {before && before.chosen.length > 0 && chosen === before.chosen && <HelperTextItem>{t('Chosen before the sign-in: {0}', chosen.map(({ name }) => name).join(', '))}</HelperTextItem>}
          </HelperText>
        </FormHelperText>
      </FormGroup>
      <AreaField form={form} name="text" label={t('Or paste one')} rows={8} />
      <SelectField form={form} name="prune" label={t('Objects that no file names')} options={PRUNE} />
      <div>
        <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>{t('Show what would change')}</Button>
      </div>
    </FormLayout>
  );
}

/** Asks for what the files refer to by env: and file:, which the command line looks up itself. */
function SecretsForm({ needs, onGiven }: { needs: readonly string[]; onGiven: (secrets: Secrets) => Promise<unknown> }) {
  const form = useForm<Secrets>(
    Object.fromEntries(needs.map((need) => [need, ''])),
    (values) => Object.fromEntries(needs.filter((need) => !values[need]).map((need) => [need, t('Enter its value.')])),
    onGiven,
  );
  return (
    <FormLayout onSubmit={form.submit} noValidate>
      <Alert variant="info" isInline component="p" role="status" title={t('The files refer to secrets. Enter what they are.')} />
      {form.problem && <Alert variant="danger" isInline component="p" role="alert" title={form.problem} />}
      {needs.map((need) => (
        <TextField key={need} form={form} name={need} label={need} type="password" required autoComplete="off" />
      ))}
      <div>
        <Button type="submit" isLoading={form.busy} isDisabled={form.busy}>{t('Show what would change')}</Button>
      </div>
    </FormLayout>
  );
}
