import type { CSSOptions } from 'vite';

/** PatternFly's themes besides the light and the dark one, of which the console has none: nearly half of what its base says. */
const OTHERS = /\.pf-v6-theme-(?:felt|glass|high-contrast)(?![\w-])/;

type PostCss = Exclude<NonNullable<CSSOptions['postcss']>, string>;

/** Leaves out what style sheets say of themes that no page can have. */
export const ownThemes: NonNullable<PostCss['plugins']>[number] = {
  postcssPlugin: 'own-themes',
  Rule(rule) {
    const kept = rule.selectors.filter((selector) => !OTHERS.test(selector.replaceAll(/:not\([^()]*\)/g, '')));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  },
};
