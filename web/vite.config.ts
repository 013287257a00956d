import vue from '@vitejs/plugin-vue'
import { defineConfig, loadEnv } from 'vite'

// Served by the program below /desk/. `npm run dev` forwards the interface to a server that runs.
export default defineConfig({
  base: '/desk/',
  plugins: [vue()],
  // The policy of the house allows no address that starts with data:.
  build: { target: 'chrome111', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: '127.0.0.1', proxy: { '/api': loadEnv('', '.', 'MINSHENG').MINSHENG ?? 'http://127.0.0.1:12345' } },
})
