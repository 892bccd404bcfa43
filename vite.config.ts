import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const fromRoot = (...parts: string[]): string => resolve(root, ...parts);

/** What the bundles never contain: Electron itself, Node's own modules, and the native addons. */
const external = ['electron', 'libsql', '@napi-rs/xattr', ...builtinModules, /^node:/];

/**
 * One config, three environments: `client` is the window, `main` the two programs (desktop and CLI) and the scan
 * and directory workers, `preload` the bridge. Sandboxed preloads must be CommonJS.
 */
export default defineConfig({
  root: fromRoot('renderer'),
  base: './',
  plugins: [react()],
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment);
    },
  },
  environments: {
    client: {
      build: {
        outDir: fromRoot('dist/renderer'),
        emptyOutDir: true,
        chunkSizeWarningLimit: 2000,
        rolldownOptions: { input: fromRoot('renderer/index.html') },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node', 'module', 'import', 'default'] },
      build: {
        outDir: fromRoot('dist/main'),
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: {
            main: fromRoot('electron/main.ts'),
            cli: fromRoot('electron/cli.ts'),
            'scan-worker': fromRoot('electron/scan/scan-worker.ts'),
            'directory-worker': fromRoot('electron/watch/directory-worker.ts'),
          },
          external,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: fromRoot('dist/preload'),
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        rolldownOptions: {
          input: fromRoot('electron/preload.ts'),
          external,
          output: { format: 'cjs', entryFileNames: 'preload.cjs' },
        },
      },
    },
  },
});
