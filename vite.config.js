// Each island becomes one hashed ES module; the pages find it through the manifest (admin_ui/assets.py).
import { defineConfig } from 'vite';

const ISLANDS = ['app', 'modeler', 'viewer', 'work'];

export default defineConfig({
  base: '/assets/dist/',
  publicDir: false,
  build: {
    outDir: 'admin_ui/static/dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    assetsInlineLimit: 0, // fonts stay files: the content security policy allows no data: fonts
    target: 'chrome89',
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.json' }, // shown by /notice
    rollupOptions: {
      input: Object.fromEntries(ISLANDS.map((name) => [name, `admin_ui/src/islands/${name}.js`])),
    },
  },
});
