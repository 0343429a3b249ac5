import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';
import { firstLoad } from './first-load.ts';
import { preload } from './preload.ts';
import { ownThemes } from './themes.ts';

const server = process.env['LIGHTWAVE_URL'] ?? 'https://localhost:8443';
// The server takes unsafe calls from its own origin only.
const toServer = { target: server, changeOrigin: true, headers: { Origin: server } };

/** The sign-in page is a document of its own, as at the server. */
const signInPage: Plugin = {
  name: 'sign-in-page',
  configureServer({ middlewares }) {
    middlewares.use((request, _, next) => {
      request.url = request.url?.replace(/^\/console\/sign-in(?=\?|$)/, '/console/sign-in.html');
      next();
    });
  },
};

export default defineConfig({
  base: '/console/',
  plugins: [react(), signInPage, firstLoad(), preload(), compress()],
  css: { postcss: { plugins: [ownThemes] } },
  build: {
    outDir: 'target/classes/META-INF/resources/console',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows neither data: fonts nor data: style sheets.
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'sign-in.html'],
      output: {
        codeSplitting: {
          // What a module needs comes with it, unless a group above has it already.
          groups: [
            { name: 'react', test: /node_modules[\\/](react|scheduler)[\\/]/, priority: 10 },
            // What the sign-in page and the application share, and no more: it is all that the former loads.
            { name: 'begin', test: /src[\\/](language[\\/](texts|de-sign-in)|session[\\/]sign-in|tenant[\\/]name|api[\\/]first|app[\\/]theme)\.ts$/, priority: 9 },
            // By itself, so that the entry needs no more than that to begin with.
            { name: 'language', test: /src[\\/]language[\\/]language\.ts$|preload-helper/, priority: 9 },
            { name: 'react-dom', test: /node_modules[\\/]react-dom[\\/]/, priority: 7 },
            { name: 'router', test: /node_modules[\\/]@tanstack[\\/]/, priority: 6 },
            // What frames each page, then what pages show facts with.
            { name: 'frame', test: /src[\\/]app[\\/](router|Shell)/, priority: 4 },
            { name: 'facts', test: /src[\\/]ui[\\/](Card|Copy|Facts|LaterCard|LoadFailure|Moment|PageHead|SameAs|StateLabel|rest)\.tsx?$/, priority: 3 },
            // What most pages show with comes in one file, what few need with those.
            { name: 'ui', test: /src[\\/]ui|@patternfly/, minShareCount: 6, priority: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api/': toServer, '/t/': toServer, '/console/session': toServer, '/console/login': toServer, '/console/logout': toServer },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://lightwave.example/console/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    css: false,
    server: { deps: { inline: [/@patternfly/] } },
    testTimeout: 120_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
  },
});
