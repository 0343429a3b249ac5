import type { HtmlTagDescriptor, Plugin } from 'vite';

/** What every page needs, signed in or not, by the names of vite.config.ts. */
const ALWAYS = new Set(['react-dom', 'sign-in']);

const link = (rel: string, href: string, more: object = {}): HtmlTagDescriptor => ({ tag: 'link', attrs: { rel, crossorigin: true, href, ...more }, injectTo: 'head' });

/** Lets the browser fetch with the page what it will be asked for by the scripts in it. */
export function preload(): Plugin {
  let base = '/';
  return {
    name: 'preload',
    apply: 'build',
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }): HtmlTagDescriptor[] {
        const chunks = Object.values(bundle).flatMap((output) => (output.type === 'chunk' && ALWAYS.has(output.name) ? [output] : []));
        if (chunks.length !== ALWAYS.size) throw new Error('what every page needs is not in files of its own');
        return [
          ...chunks.map(({ fileName }) => link('modulepreload', base + fileName)),
          ...chunks.flatMap(({ viteMetadata }) => Array.from(viteMetadata?.importedCss ?? [])).map((file) => link('preload', base + file, { as: 'style' })),
        ];
      },
    },
  };
}
