import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const link = (rel: string, href: string, more: object = {}): HtmlTagDescriptor => ({ tag: 'link', attrs: { rel, crossorigin: true, href, ...more }, injectTo: 'head' });

/** Lets the browser fetch the application with its page, and not only once a script in it asks for that. */
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
      handler(_, { bundle = {}, path }): HtmlTagDescriptor[] {
        if (!path.endsWith('/index.html')) return [];
        const chunks = new Set<Rolldown.OutputChunk>();
        const need = (file: string) => {
          const chunk = bundle[file];
          if (chunk?.type !== 'chunk' || chunks.has(chunk)) return;
          chunks.add(chunk);
          for (const next of chunk.imports) need(next);
        };
        // The overview besides: most begin with it, and what it shows with most pages do.
        for (const module of ['/app/start.tsx', '/tenant/overview.page.tsx'])
          for (const output of Object.values(bundle)) if (output.type === 'chunk' && output.facadeModuleId?.endsWith(module)) need(output.fileName);
        if (chunks.size === 0) throw new Error('the application is in no file of its own');
        return [
          // As src/api/first.ts asks for it.
          link('preload', `${base}session`, { as: 'fetch' }),
          ...[...chunks].map(({ fileName }) => link('modulepreload', base + fileName)),
          ...[...chunks].flatMap(({ viteMetadata }) => Array.from(viteMetadata?.importedCss ?? [])).map((file) => link('preload', base + file, { as: 'style' })),
        ];
      },
    },
  };
}
