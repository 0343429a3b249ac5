import { Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { type ReactNode, useEffect } from 'react';

interface PageHeadProps {
  title: string;
  /** Beside the title: its state, for example. */
  aside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}

/** The heading of a page; it gets the focus after a navigation, and names the browser's tab. */
export function PageHead({ title, aside, description, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Lightwave`;
  }, [title]);
  return (
    <PageSection className="lw-page-head">
      <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }} alignItems={{ default: 'alignItemsFlexStart' }}>
        <FlexItem flex={{ default: 'flex_1' }} className="lw-page-head-text">
          <Flex alignItems={{ default: 'alignItemsCenter' }} gap={{ default: 'gapSm' }}>
            <Title headingLevel="h1" size="2xl" id="page-title" tabIndex={-1}>
              {title}
            </Title>
            {aside}
          </Flex>
          {description && <Content className="lw-page-head-description">{description}</Content>}
        </FlexItem>
        {actions && <Flex gap={{ default: 'gapSm' }}>{actions}</Flex>}
      </Flex>
    </PageSection>
  );
}
