import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Consent, listConsents, type ScimUser, type Tenant, withdrawConsent } from '../api';
import { t } from '../language/language';
import { type Column, Listing } from '../ui/Listing';
import { Moment } from '../ui/Moment';
import { useNotify, wordsOf } from '../ui/notify';
import { wholeRows } from '../ui/paged';
import { Values } from '../ui/Values';

const COLUMNS: readonly Column<Consent>[] = [
  { title: t('Client'), width: 30, cell: ({ clientId }) => <span className="lw-strong">{clientId}</span> },
  { title: t('May have'), width: 40, cell: ({ granted }) => <Values values={granted} /> },
  { title: t('Given'), cell: ({ givenAt }) => <Moment at={givenAt} /> },
];

/** What somebody has agreed to let applications have, and its withdrawal. */
export function ConsentsDialog({ tenant, user, onClose }: { tenant: Tenant; user: ScimUser; onClose: () => void }) {
  const path = { tenant: tenant.id, user: user.id };
  const queryKey = ['consents', tenant.id, user.id];
  const queryClient = useQueryClient();
  const notify = useNotify();
  const [asked, setAsked] = useState<Consent>();
  const [problem, setProblem] = useState<string>();
  const consents = useQuery({ queryKey, queryFn: ({ signal }) => listConsents({ path, signal }), gcTime: 0 });
  const withdraw = async ({ id, clientId }: Consent) => {
    setAsked(undefined);
    setProblem(undefined);
    try {
      await withdrawConsent({ path: { ...path, client: id } });
      notify(t('Consent of {0} to {1} withdrawn', user.userName, clientId));
    } catch (error) {
      setProblem(wordsOf(error));
    }
    await queryClient.invalidateQueries({ queryKey });
  };
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="consents-title" elementToFocus="#consents-close">
      <ModalHeader title={t('Consents of {0}', user.userName)} labelId="consents-title" description={t('What the person has agreed to let applications have. They are asked anew after it is withdrawn.')} />
      <ModalBody>
        {problem && <Alert variant="danger" isInline title={problem} component="p" role="alert" className="lw-gap-below" />}
        {asked && (
          <Alert
            variant="warning"
            isInline
            component="p"
            role="alert"
            className="lw-gap-below"
            title={t('Withdraw the consent to {0}? What it got by it ends at once.', asked.clientId)}
            actionLinks={
              <>
                <Button variant="link" isInline isDanger onClick={() => void withdraw(asked)}>{t('Withdraw consent')}</Button>{' '}
                <Button variant="link" isInline onClick={() => setAsked(undefined)}>{t('Keep it')}</Button>
              </>
            }
          />
        )}
        <Listing
          label={t('Consents')}
          paged={wholeRows(consents.data?.items, consents.error, consents.refetch)}
          columns={COLUMNS}
          nameOf={({ clientId }) => clientId}
          actions={(consent) => [{ title: t('Withdraw consent'), danger: true, onClick: () => setAsked(consent) }]}
          empty={<p className="lw-quiet">{t('None has been given.')}</p>}
        />
      </ModalBody>
      <ModalFooter>
        <Button id="consents-close" onClick={onClose}>{t('Close')}</Button>
      </ModalFooter>
    </Modal>
  );
}
