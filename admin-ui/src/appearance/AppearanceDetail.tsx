import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { Appearance, AppearanceColors } from '../api';
import { t } from '../language/language';
import { Facts } from '../ui/Facts';
import { PageHead } from '../ui/PageHead';
import { LANGUAGES } from './words';

interface AppearanceDetailProps {
  appearance: Appearance;
  onEdit: () => void;
  onLogo: () => void;
}

const colours = ({ accent, background }: AppearanceColors) =>
  [accent && t('accent {0}', accent), background && t('background {0}', background)].filter(Boolean).join(', ') || undefined;

export function AppearanceDetail({ appearance, onEdit, onLogo }: AppearanceDetailProps) {
  const { banner } = appearance;
  return (
    <>
      <PageHead title={t('Appearance')} description={t('How the sign-in and account pages of this tenant look and speak. The name on them is the tenant’s.')} />
      <PageSection>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <>
                  <Button variant="secondary" onClick={onLogo}>{t('Change the logo')}</Button>
                  <Button variant="secondary" onClick={onEdit} aria-label={t('Edit appearance')}>{t('Edit')}</Button>
                </>
              ),
            }}
          >
            <CardTitle component="h2">{t('Pages')}</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: t('Language otherwise'), value: LANGUAGES[appearance.language] },
                { term: t('Logo'), value: appearance.logo ? <img src={`data:image/png;base64,${appearance.logo}`} alt={t('The tenant’s logo')} height={40} /> : undefined },
                { term: t('Colours on light pages'), value: colours(appearance.light) },
                { term: t('Colours on dark pages'), value: colours(appearance.dark) },
                { term: t('Banner'), value: banner && Object.values(banner.text).join('\n\n') },
                { term: t('Consent to it'), value: banner && (banner.consent ? t('Asked before each sign-in') : t('Not asked')) },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
