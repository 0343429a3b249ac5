import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../identity-server/src/main/resources/openapi.json',
  output: { path: 'src/api/generated' },
  plugins: [
    { name: '@hey-api/client-fetch', throwOnError: true },
    { name: '@hey-api/sdk', responseStyle: 'data' },
    '@hey-api/typescript',
  ],
});
