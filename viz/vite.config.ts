import { defineConfig } from 'vite';

// Relative addresses only: the folder works below any path of any web server.
export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's rules forbid scripts and styles inside it
    chunkSizeWarningLimit: 4000, // MapLibre
    modulePreload: { polyfill: false },
  },
});
