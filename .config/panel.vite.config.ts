/**
 * The panel: from `server/panel/` to `dist/panel/`, as `npm start` and `npm test` build it. `npm run
 * panel` serves its sources instead and reloads what is changed; what it asks goes to the server at
 * `MUSTER_URL`.
 */

import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = dirname(import.meta.dirname);

export default defineConfig({
  root: join(root, 'server', 'panel'),
  // Relative, so that it works below any path of a proxy.
  base: './',
  plugins: [react()],
  build: {
    outDir: join(root, 'dist', 'panel'),
    emptyOutDir: true,
    assetsDir: 'panel',
    // Nothing in `data:`: the policy of the page does not need to allow it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome111', 'firefox114', 'safari16.4'],
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8080' },
  },
  logLevel: 'warn',
});
