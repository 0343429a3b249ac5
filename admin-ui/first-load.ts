import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What scripts may weigh, compressed, before any one page of the console stands: 300 KiB. */
const LIMIT = 300 * 1024;

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
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (!entry) throw new Error('no entry');
      // The application follows the language: what a page loads is the entry, the application, the heaviest catalogue and the page.
      const part = (end: string) => chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(end));
      const [application] = part('/app/start.tsx');
      const [catalogue] = part('/language/de.ts');
      if (!application || !catalogue) throw new Error('no application, or no catalogue');
      const pages = chunks.filter((chunk) => chunk.isDynamicEntry && chunk.facadeModuleId?.endsWith('.page.tsx'));
      const loads = pages.map((page) => {
        const files = needs(page.fileName, needs(application.fileName, needs(catalogue.fileName, needs(entry.fileName))));
        return { page: page.name, bytes: [...files].reduce((sum, file) => sum + weigh(file), 0), files: files.size };
      });
      const worst = loads.toSorted((a, b) => b.bytes - a.bytes)[0];
      if (!worst) throw new Error('no page is loaded by itself');
      this.info(`first load: at most ${Math.ceil(worst.bytes / 1024)} KiB of scripts in ${worst.files} files, of ${LIMIT / 1024} allowed (${worst.page})`);
      if (worst.bytes > LIMIT) throw new Error(`${worst.page} loads ${worst.bytes} bytes of scripts, compressed; ${LIMIT} are allowed`);
    },
  };
}
