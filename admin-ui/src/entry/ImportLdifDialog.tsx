import { Alert, Button, FileUpload, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getLdifImport, importLdif, type LdifImport, type Tenant } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';
import { Field } from '../ui/fields';
import { controlId, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';
import { Values } from '../ui/Values';

/** How often it is asked how far the import has come, in milliseconds. */
const EVERY = 1_000;

interface ImportLdifDialogProps {
  tenant: Tenant;
  onDone: () => unknown;
  onClose: () => void;
}

/** Sends a file of LDIF, and tells what became of its records. */
export function ImportLdifDialog({ tenant, onDone, onClose }: ImportLdifDialogProps) {
  // The same file sent again goes on where it was cut off.
  const [chosen, setChosen] = useState<{ file: File; id: string }>();
  const [report, setReport] = useState<LdifImport>();
  const form = useForm(
    { file: '' },
    ({ file }) => ({ file: file ? undefined : t('Choose a file.') }),
    async () => {
      if (!chosen) return;
      // The client hands on what it is given; its type knows of texts only.
      setReport(await importLdif({ path: { tenant: tenant.id }, query: { id: chosen.id }, body: chosen.file as unknown as string }));
      await onDone();
    },
  );
  const choose = (file: File | undefined) => {
    setChosen(file && { file, id: `console-${crypto.randomUUID()}` });
    form.set('file', file?.name ?? '');
  };
  if (report) return <Report report={report} onClose={onClose} />;
  return (
    <FormDialog title={t('Import LDIF')} description={t('Entries that exist are skipped. What is wrong with a record is told, and the others are taken.')} form={form} submitLabel={t('Import')} proof onClose={onClose}>
      <Field form={form} name="file" label={t('File')} hint={t('Entries and changes of RFC 2849, of any length.')} required>
        <FileUpload
          id={controlId('file')}
          hideDefaultPreview
          filename={form.values.file}
          filenamePlaceholder={t('None')}
          browseButtonText={t('Choose')}
          clearButtonText={t('Clear')}
          onFileInputChange={(_, file) => choose(file)}
          onClearClick={() => choose(undefined)}
          validated={form.errors.file ? 'error' : 'default'}
        />
      </Field>
      {form.busy && chosen && <Progress tenant={tenant} id={chosen.id} />}
    </FormDialog>
  );
}

function Progress({ tenant, id }: { tenant: Tenant; id: string }) {
  const { data } = useQuery({ queryKey: ['ldif-import', tenant.id, id], queryFn: ({ signal }) => getLdifImport({ path: { tenant: tenant.id, id }, signal }), refetchInterval: EVERY, retry: false, gcTime: 0 });
  return <p role="status">{data ? t('{0} records read…', data.read) : t('Sending…')}</p>;
}

function Report({ report: { read, added, changed, skipped, failed, failures }, onClose }: { report: LdifImport; onClose: () => void }) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="imported-title" elementToFocus="#imported-close">
      <ModalHeader title={t('Import LDIF')} labelId="imported-title" />
      <ModalBody>
        <Alert variant={failed > 0 ? 'warning' : 'success'} isInline component="p" role="alert" title={failed > 0 ? t('Not every record could be taken') : t('The file was imported')} className="lw-gap-below" />
        <Facts
          facts={[
            { term: t('Records read'), value: String(read) },
            { term: t('Added'), value: String(added) },
            { term: t('Changed'), value: String(changed) },
            { term: t('Skipped'), value: String(skipped) },
            { term: t('Refused'), value: String(failed) },
            ...(failures.length > 0 ? [{ term: t('Why'), value: <Values values={failures.map(({ line, dn, reason }) => t('Line {0}, {1}: {2}', line, dn, reason))} /> }] : []),
          ]}
        />
      </ModalBody>
      <ModalFooter>
        <Button id="imported-close" onClick={onClose}>{t('Close')}</Button>
      </ModalFooter>
    </Modal>
  );
}
