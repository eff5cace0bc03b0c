// Each island becomes one hashed ES module; the pages find it through the manifest (admin_ui/assets.py).
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const ISLANDS = ['app', 'desk', 'form', 'modeler', 'replay', 'rules', 'viewer', 'work'];
const DOMIFY = fileURLToPath(new URL('admin_ui/src/studio/domify.js', import.meta.url));
// What keeps libraries within the content security policy, and out what no page uses: file, what is there, what is wanted.
const CHANGES = [
  // For the browsers of old office machines, which charts must run in too.
  [/domify\/index\.js$/, 'Object.hasOwn(wrapMap, tagName)', 'Object.prototype.hasOwnProperty.call(wrapMap, tagName)'],
  [/diagram-js\/lib\/core\/Canvas\.js$/, 'structuredClone(this._cachedViewbox)', 'JSON.parse(JSON.stringify(this._cachedViewbox))'],
  // Style sheets that are made, not written into the page as <style>.
  [/style-mod\/src\/style-mod\.js$/, '!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets'],
  // The library's own panel with its code editors: ours stands in its place.
  [/form-js-editor\/dist\/index\.es\.js$/, 'MarkdownRendererModule, PropertiesPanelModule, RenderInjectionModule', 'MarkdownRendererModule, RenderInjectionModule'],
  [/form-js-editor\/dist\/index\.es\.js$/, '\nAnnotation.define();', ''],
];

const strict = {
  name: 'strict-policy',
  enforce: 'pre',
  resolveId(source, importer = '') {
    if (source === 'domify' && importer && !importer.startsWith(DOMIFY)) return DOMIFY;
    // The form board draws with one Preact only, the one its editor asks for.
    if (/^preact(\/|$)/.test(source) && importer.includes('form-js-viewer')) return this.resolve(source, importer.replace('form-js-viewer', 'form-js-editor'), { skipSelf: true });
    return null;
  },
  transform(code, id) {
    const changes = CHANGES.filter(([file]) => file.test(id));
    const changed = changes.reduce((text, [, there, wanted]) => {
      if (!text.includes(there)) throw new Error(`${id} no longer holds: ${there}`);
      return text.replace(there, wanted);
    }, code);
    return changes.length ? { code: changed, map: null } : null;
  },
};

export default defineConfig({
  plugins: [strict],
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
      // What several designers share stays apart from the libraries that only one of them needs.
      output: {
        manualChunks(id) {
          if (/runtime.*helpers/.test(id)) return 'helpers';
          return /admin_ui\/src\/studio\/(feel\/|controls|found|saving)/.test(id) ? 'studio' : null;
        },
      },
      input: Object.fromEntries(ISLANDS.map((name) => [name, `admin_ui/src/islands/${name}.js`])),
    },
  },
});
