// A click that could not lead where it was to: the parts of that page could not be had. What is open stays, the click
// is told of, and the same click leads there as soon as the server can be reached.
import { shallowRef } from 'vue'
import { START_LOCATION, type Router } from 'vue-router'
import { reachable } from './live'

/** The address that could not be opened, and the name of its route. */
export const astray = shallowRef<{ name: string; path: string }>()
/** Routes whose parts failed once: the browser remembers that of a page's life, so they come with a fresh page. */
const lost = new Set<string>()

/** Has a router tell of what it could not open. What is held goes out when a fresh page takes over, drafts come back. */
export function tellAstray(router: Router) {
  const fresh = async (name: string, path: string) => {
    if (await reachable()) location.assign(router.resolve(path).href)
    else astray.value = { name, path }
  }
  router.beforeEach((to) => {
    const name = String(to.name)
    if (!lost.has(name)) return true
    void fresh(name, to.fullPath)
    return false
  })
  router.onError((error, to, from) => {
    console.warn(error)
    // A page that cannot begin is the browser's to load again.
    if (from === START_LOCATION) return
    const name = String(to.name)
    lost.add(name)
    void fresh(name, to.fullPath)
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) astray.value = undefined
  })
}
