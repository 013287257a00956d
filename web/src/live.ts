// News: something has changed. The server tells by an event stream where it can; without one the screens
// ask again in a while, more slowly where nobody looks and while the network is gone.
import { ref } from 'vue'

const listeners = new Set<() => void>()
/** Whether the last attempt reached the server. */
export const online = ref(navigator.onLine)
const OFTEN = 15_000
const SELDOM = 120_000
let wait = OFTEN
let timer: ReturnType<typeof setTimeout> | undefined
let running = false

export function onNews(run: () => void): () => void {
  listeners.add(run)
  return () => listeners.delete(run)
}
export function tellNews() { for (const run of listeners) run() }

function again() {
  clearTimeout(timer)
  if (!running) return
  timer = setTimeout(() => { if (!document.hidden) tellNews(); wait = Math.min(SELDOM, document.hidden || !online.value ? wait * 2 : OFTEN); again() }, wait)
}
export function startNews() {
  if (running) return
  running = true
  again()
}
export function stopNews() { running = false; clearTimeout(timer) }
document.addEventListener('visibilitychange', () => { if (!document.hidden && running) { wait = OFTEN; tellNews(); again() } })
window.addEventListener('online', () => { online.value = true; wait = OFTEN; if (running) { tellNews(); again() } })
window.addEventListener('offline', () => { online.value = false })
