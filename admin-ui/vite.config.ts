import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './compress.ts';
import { firstLoad } from './first-load.ts';
import { preload } from './preload.ts';

const server = process.env['LIGHTWAVE_URL'] ?? 'https://localhost:8443';
// The server takes unsafe calls from its own origin only.
const toServer = { target: server, changeOrigin: true, headers: { Origin: server } };

export default defineConfig({
  base: '/console/',
  plugins: [react(), firstLoad(), preload(), compress()],
  build: {
    outDir: 'target/classes/META-INF/resources/console',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows neither data: fonts nor data: style sheets.
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What a module needs comes with it, unless a group above has it already.
          groups: [
            { name: 'react', test: /node_modules[\\/](react|scheduler)[\\/]/, priority: 10 },
            { name: 'begin', test: /src[\\/](language[\\/]language|session[\\/]sign-in|api[\\/]first)\.ts$|preload-helper/, priority: 9 },
            { name: 'react-dom', test: /node_modules[\\/]react-dom[\\/]/, priority: 7 },
            { name: 'router', test: /node_modules[\\/]@tanstack[\\/]/, priority: 6 },
            // What is seen by who is not signed in, then what frames each page, then what pages show facts with.
            { name: 'sign-in', test: /src[\\/]session[\\/]SignInPage/, priority: 5 },
            { name: 'frame', test: /src[\\/]app[\\/](router|Shell)/, priority: 4 },
            { name: 'facts', test: /src[\\/]ui[\\/](Copy|Facts|LoadFailure|Moment|PageHead|SameAs|StateLabel)\.tsx$|components[\\/]Card[\\/]/, priority: 3 },
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
