import { Card, CardBody, CardTitle, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useState } from 'react';
import type { Client, Tenant } from '../api';
import { t } from '../language/language';
import { Snippet } from '../ui/Snippet';
import { wiringOf } from './snippets';

/** How an application uses the client, by the language that it is written in. */
export function Wiring({ tenant, client }: { tenant: Tenant; client: Client }) {
  const [tab, setTab] = useState<string | number>('curl');
  return (
    <Card className="lw-gap-below">
      <CardTitle component="h2">{t('Use it')}</CardTitle>
      <CardBody>
        <Tabs activeKey={tab} onSelect={(_, key) => setTab(key)} aria-label={t('Languages')}>
          {wiringOf(tenant, client).map(({ key, title, code }) => (
            <Tab key={key} eventKey={key} title={<TabTitleText>{title}</TabTitleText>}>
              <div className="lw-tab">
                <Snippet label={title} code={code} />
              </div>
            </Tab>
          ))}
        </Tabs>
        <p className="lw-quiet">{t("ca.pem is the server's trust anchor, in its data folder; without it where the server's certificate comes from a public authority. The secret was shown once, when it was made.")}</p>
      </CardBody>
    </Card>
  );
}
