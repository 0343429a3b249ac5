import { Button, type ButtonProps } from '@patternfly/react-core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type AnchorButtonProps = Pick<ButtonProps, 'variant' | 'icon' | 'isInline'> &
  AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

function AnchorButton({ ref, ...rest }: AnchorButtonProps) {
  return <Button component="a" ref={ref as Ref<HTMLButtonElement>} {...(rest as ButtonProps)} />;
}

/** A link that looks like a button. */
export const ButtonLink = createLink(AnchorButton);
