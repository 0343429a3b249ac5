import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { firstLoad } from './first-load.ts';

const server = process.env['LIGHTWAVE_URL'] ?? 'https://localhost:8443';
// The server takes unsafe calls from its own origin only.
const toServer = { target: server, changeOrigin: true, headers: { Origin: server } };

export default defineConfig({
  base: '/console/',
  plugins: [react(), firstLoad()],
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
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/ },
            // What most pages show with comes in one file, what few need with those.
            { name: 'ui', test: /src[\\/]ui|@patternfly/, minShareCount: 6 },
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
    testTimeout: 30_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
  },
});
