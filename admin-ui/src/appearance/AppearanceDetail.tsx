import { Button, Card, CardBody, CardHeader, CardTitle, PageSection } from '@patternfly/react-core';
import type { Appearance, AppearanceColors } from '../api';
import { Facts } from '../ui/Facts';
import { PageHead } from '../ui/PageHead';
import { LANGUAGES } from './words';

interface AppearanceDetailProps {
  appearance: Appearance;
  onEdit: () => void;
  onLogo: () => void;
}

const colours = ({ accent, background }: AppearanceColors) =>
  [accent && `accent ${accent}`, background && `background ${background}`].filter(Boolean).join(', ') || undefined;

export function AppearanceDetail({ appearance, onEdit, onLogo }: AppearanceDetailProps) {
  const { banner } = appearance;
  return (
    <>
      <PageHead title="Appearance" description="How the sign-in and account pages of this tenant look and speak. The name on them is the tenant’s." />
      <PageSection>
        <Card>
          <CardHeader
            actions={{
              actions: (
                <>
                  <Button variant="secondary" onClick={onLogo}>
                    Change the logo
                  </Button>
                  <Button variant="secondary" onClick={onEdit} aria-label="Edit appearance">
                    Edit
                  </Button>
                </>
              ),
            }}
          >
            <CardTitle component="h2">Pages</CardTitle>
          </CardHeader>
          <CardBody>
            <Facts
              facts={[
                { term: 'Language otherwise', value: LANGUAGES[appearance.language] },
                { term: 'Logo', value: appearance.logo ? <img src={`data:image/png;base64,${appearance.logo}`} alt="The tenant’s logo" height={40} /> : undefined },
                { term: 'Colours on light pages', value: colours(appearance.light) },
                { term: 'Colours on dark pages', value: colours(appearance.dark) },
                { term: 'Banner', value: banner && Object.values(banner.text).join('\n\n') },
                { term: 'Consent to it', value: banner && (banner.consent ? 'Asked before each sign-in' : 'Not asked') },
              ]}
            />
          </CardBody>
        </Card>
      </PageSection>
    </>
  );
}
