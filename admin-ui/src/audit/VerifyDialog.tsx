import { Alert, Button, Content, Form as FormLayout, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useState } from 'react';
import type { Tenant } from '../api';
import { t } from '../language/language';
import { CopyValue } from '../ui/Copy';
import { Facts } from '../ui/Facts';
import { TextField } from '../ui/fields';
import { useForm } from '../ui/form';
import { Moment } from '../ui/Moment';
import { Values } from '../ui/Values';
import { type Verification, verifyTrail } from './verification';

const ANCHOR = /^[1-9]\d*:[0-9a-f]{64}$/;

/** Checks whether the trail is as it was sealed. */
export function VerifyDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [sofar, setSofar] = useState<Verification>();
  const [done, setDone] = useState(false);
  const form = useForm(
    { anchor: '' },
    ({ anchor }) => ({ anchor: anchor.trim() === '' || ANCHOR.test(anchor.trim()) ? undefined : t('Paste it whole: a number, a colon, and 64 hexadecimal digits.') }),
    async ({ anchor }) => {
      setDone(false);
      setSofar(undefined);
      await verifyTrail(tenant.id, anchor.trim(), setSofar);
      setDone(true);
    },
  );
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="verify-title" elementToFocus="#field-anchor">
      <ModalHeader title={t('Check the seals')} labelId="verify-title" description={t('Each minute new entries are sealed: hashed, chained to the seal before, and signed by a key that is not in the database. Whoever changed or removed entries there is found.')} />
      <ModalBody>
        <FormLayout id="verify-form" onSubmit={form.submit} noValidate className="lw-gap-below">
          {form.problem && <Alert variant="danger" isInline title={form.problem} component="p" role="alert" />}
          <TextField form={form} name="anchor" label={t('Anchor')} hint={t('The one that an earlier check told, kept elsewhere. Only by it is an end that was cut off found.')} />
        </FormLayout>
        <div aria-live="polite">
          {sofar && !done && <Content component="p">{t('{0} seals checked…', sofar.seals)}</Content>}
          {sofar && done && <Verdict verification={sofar} />}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="verify-form" isLoading={form.busy} isDisabled={form.busy}>
          {t('Check')}
        </Button>
        <Button variant="link" onClick={onClose}>{t('Close')}</Button>
      </ModalFooter>
    </Modal>
  );
}

function Verdict({ verification: { seals, events, unsealed, removedUpTo, findings, anchor, sealedAt } }: { verification: Verification }) {
  return (
    <>
      {findings.length > 0 ? (
        <Alert variant="danger" isInline component="p" title={t('The trail is not as it was sealed')} className="lw-gap-below">
          <Values values={findings.map(({ seal, problem }) => t('Seal {0}: {1}', seal, problem))} />
        </Alert>
      ) : (
        <Alert variant="success" isInline component="p" title={t('The trail is as it was sealed')} className="lw-gap-below" />
      )}
      <Facts
        facts={[
          { term: t('Seals checked'), value: String(seals) },
          { term: t('Entries they cover'), value: String(events) },
          { term: t('Not sealed yet'), value: String(unsealed) },
          ...(removedUpTo > 0 ? [{ term: t('Removed'), value: t('What was sealed up to seal {0}, by the time for which entries are kept', removedUpTo) }] : []),
          { term: t('Anchor to note'), value: anchor && <CopyValue value={anchor} label={t('anchor')} /> },
          ...(sealedAt ? [{ term: t('Sealed'), value: <Moment at={sealedAt} seconds /> }] : []),
        ]}
      />
    </>
  );
}
