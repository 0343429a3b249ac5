import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What scripts may weigh, compressed, before any one page of the console stands: 300 KiB. */
const LIMIT = 300 * 1024;

/** What those of the sign-in page may weigh, compressed: it is there without them. */
const SIGN_IN_LIMIT = 8 * 1024;

/** What scripts and style sheets may weigh, compressed, before the overview stands, with which most begin: without tables and dialogs. */
const OVERVIEW_LIMIT = 220 * 1024;

/** Fails the build when what a browser loads for some page first is heavier than allowed. */
export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle(_, bundle) {
      const weights = new Map<string, number>();
      const weigh = (file: string): number => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk') return 0;
        if (!weights.has(file)) weights.set(file, gzipSync(chunk.code).length);
        return weights.get(file) ?? 0;
      };
      const needs = (file: string, seen = new Set<string>()): Set<string> => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || seen.has(file)) return seen;
        seen.add(file);
        for (const next of chunk.imports) needs(next, seen);
        return seen;
      };
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const document = (name: string) => chunks.find((chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith(`/${name}.html`));
      const entry = document('index');
      const signIn = document('sign-in');
      if (!entry || !signIn) throw new Error('no entry, or no sign-in page');
      // The application follows the language: what a page loads is the entry, the application, the heaviest catalogue and the page.
      const part = (end: string) => chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(end));
      const [application] = part('/app/start.tsx');
      const [catalogue] = part('/language/de.ts');
      if (!application || !catalogue) throw new Error('no application, or no catalogue');
      const sum = (files: ReadonlySet<string>) => [...files].reduce((bytes, file) => bytes + weigh(file), 0);
      const alone = sum(needs(signIn.fileName));
      this.info(`sign-in page: ${Math.ceil(alone / 1024)} KiB of scripts, of ${SIGN_IN_LIMIT / 1024} allowed`);
      if (alone > SIGN_IN_LIMIT) throw new Error(`the sign-in page loads ${alone} bytes of scripts, compressed; ${SIGN_IN_LIMIT} are allowed`);
      const pages = chunks.filter((chunk) => chunk.isDynamicEntry && chunk.facadeModuleId?.endsWith('.page.tsx'));
      const loads = pages.map((page) => {
        const files = needs(page.fileName, needs(application.fileName, needs(catalogue.fileName, needs(entry.fileName))));
        return { page: page.name, bytes: sum(files), files: files.size };
      });
      const worst = loads.toSorted((a, b) => b.bytes - a.bytes)[0];
      if (!worst) throw new Error('no page is loaded by itself');
      const overview = pages.find((page) => page.facadeModuleId?.endsWith('/tenant/overview.page.tsx'));
      if (!overview) throw new Error('no overview');
      const shown = needs(overview.fileName, needs(application.fileName, needs(entry.fileName)));
      const sheets = new Set<string>();
      for (const file of shown) if (bundle[file]?.type === 'chunk') for (const sheet of bundle[file].viteMetadata?.importedCss ?? []) sheets.add(sheet);
      const looks = [...sheets].reduce((bytes, file) => bytes + (bundle[file]?.type === 'asset' ? gzipSync(bundle[file].source).length : 0), 0);
      this.info(`overview: ${Math.ceil((sum(shown) + looks) / 1024)} KiB of scripts and style sheets, of ${OVERVIEW_LIMIT / 1024} allowed`);
      if (sum(shown) + looks > OVERVIEW_LIMIT) throw new Error(`the overview loads ${sum(shown) + looks} bytes of scripts and style sheets, compressed; ${OVERVIEW_LIMIT} are allowed`);
      this.info(`first load: at most ${Math.ceil(worst.bytes / 1024)} KiB of scripts in ${worst.files} files, of ${LIMIT / 1024} allowed (${worst.page})`);
      if (worst.bytes > LIMIT) throw new Error(`${worst.page} loads ${worst.bytes} bytes of scripts, compressed; ${LIMIT} are allowed`);
    },
  };
}
