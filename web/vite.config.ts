import vue from '@vitejs/plugin-vue'
import { defineConfig, loadEnv, type Plugin } from 'vite'

/** Nearly every page stands in the frame: its parts are asked for with the entry page, not after it has run. */
const early: Plugin = {
  name: 'early-frame',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle }) {
      const all = Object.values(bundle ?? {}).filter((one) => one.type === 'chunk')
      const named = new Map(all.map((one) => [one.fileName, one]))
      const wanted = new Set<string>()
      const want = (file: string) => {
        if (wanted.has(file)) return
        wanted.add(file)
        named.get(file)?.imports.forEach(want)
      }
      const known = new Set<string>()
      const know = (file: string) => {
        if (known.has(file)) return
        known.add(file)
        named.get(file)?.imports.forEach(know)
      }
      for (const one of all) if (one.isEntry) know(one.fileName)
      for (const one of all) if (one.name === 'FrameDesk') want(one.fileName)
      return [...wanted]
        .filter((file) => !known.has(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/desk/${file}` },
          injectTo: 'head' as const,
        }))
    },
  },
}

/** The parts of every list. */
const PARTS =
  /\/src\/parts\/(BulkBar|CaseRows|ColumnPick|EmptyNote|HeldBar|KeyName|LanguageSwitch|ListTools|PickOne|RefusedNote|SavedFilters|TimeLamp)\.vue/

// Served by the program below /desk/. `npm run dev` forwards the interface to a server that runs.
export default defineConfig({
  base: '/desk/',
  plugins: [vue(), early],
  // The policy of the house allows no address that starts with data:.
  build: {
    target: 'chrome111',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What lists are made of comes in one file: a browser fetches six at a time, and a dozen small ones would stand in line.
    rollupOptions: { output: { manualChunks: (id) => (PARTS.test(id) ? 'parts' : undefined) } },
  },
  server: { host: '127.0.0.1', proxy: { '/api': loadEnv('', '.', 'MINSHENG').MINSHENG ?? 'http://127.0.0.1:12345' } },
})
