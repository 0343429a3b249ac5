import { Button, Modal, ModalBody, ModalFooter, ModalHeader, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useState } from 'react';
import { t } from '../language/language';
import { Snippet } from './Snippet';
import { toYaml } from './yaml';

export interface SameAsProps {
  name: string;
  /** What REST answers; it has no secrets in it. */
  object: object;
  /** The path of the object below the server's address. */
  path: string;
  /** Commands of the command line that are about it. */
  commands: readonly string[];
}

/** An object as the command line, REST and files show it. */
export function SameAsDialog({ name, object, path, commands, onClose }: SameAsProps & { onClose: () => void }) {
  const [tab, setTab] = useState<string | number>('cli');
  const url = globalThis.location.origin + path;
  const ways = [
    { key: 'cli', title: t('Command line'), code: commands.join('\n') },
    { key: 'rest', title: t('REST'), code: `curl --cacert ca.pem -H "Authorization: Bearer $TOKEN" \\\n  ${url}` },
    { key: 'json', title: t('JSON'), code: JSON.stringify(object, null, 2) },
    { key: 'yaml', title: t('YAML'), code: toYaml(object) },
  ];
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="same-as-title">
      <ModalHeader title={t('{0}, elsewhere', name)} labelId="same-as-title" description={t('The same object, as the command line, REST and files have it.')} />
      <ModalBody>
        <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label={t('Ways to have it')}>
          {ways.map(({ key, title, code }) => (
            <Tab key={key} eventKey={key} title={<TabTitleText>{title}</TabTitleText>}>
              <div className="lw-tab">
                <Snippet label={title} code={code} />
              </div>
            </Tab>
          ))}
        </Tabs>
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{t('Close')}</Button>
      </ModalFooter>
    </Modal>
  );
}
