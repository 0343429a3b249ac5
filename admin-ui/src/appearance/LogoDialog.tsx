import { FileUpload } from '@patternfly/react-core';
import { useState } from 'react';
import type { AppearancePatch } from '../api';
import { t } from '../language/language';
import { Field } from '../ui/fields';
import { controlId, useForm } from '../ui/form';
import { FormDialog } from '../ui/FormDialog';

interface LogoDialogProps {
  present: boolean;
  onSave: (patch: AppearancePatch) => Promise<unknown>;
  onClose: () => void;
}

const LARGEST = 32 * 1024;

const base64 = async (file: File) => btoa(String.fromCharCode(...new Uint8Array(await file.arrayBuffer())));

const check = ({ logo }: { logo: string }) => ({ logo: logo === 'large' ? t('It is larger than 32 KiB.') : undefined });

export function LogoDialog({ present, onSave, onClose }: LogoDialogProps) {
  const form = useForm({ logo: '' }, check, ({ logo }) => onSave({ logo: logo || null }));
  const [name, setName] = useState('');
  const choose = async (file: File) => {
    setName(file.name);
    form.set('logo', file.size > LARGEST ? 'large' : await base64(file));
  };
  const clear = () => {
    setName('');
    form.set('logo', '');
  };
  return (
    <FormDialog title={t('Change the logo')} form={form} submitLabel={form.values.logo || !present ? t('Save') : t('Remove the logo')} onClose={onClose}>
      <Field form={form} name="logo" label={t('Logo')} hint={t('A PNG of at most 32 KiB and 1024 pixels a side.')}>
        <FileUpload
          id={controlId('logo')}
          hideDefaultPreview
          filename={name}
          filenamePlaceholder={t('None')}
          browseButtonText={t('Choose')}
          clearButtonText={t('Clear')}
          dropzoneProps={{ accept: { 'image/png': ['.png'] } }}
          onFileInputChange={(_, file) => void choose(file)}
          onClearClick={clear}
          validated={form.errors.logo ? 'error' : 'default'}
        />
      </Field>
    </FormDialog>
  );
}
