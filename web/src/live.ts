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
let stream: EventSource | undefined
let heard: ReturnType<typeof setTimeout> | undefined
/** Many events in a breath are one piece of news. */
const TOGETHER = 1_500

export function onNews(run: () => void): () => void {
  listeners.add(run)
  return () => listeners.delete(run)
}
const stirs = new Set<(no: string) => void>()
/** Somebody came to a case, left it, or began to write. */
export function onStir(run: (no: string) => void): () => void {
  stirs.add(run)
  return () => stirs.delete(run)
}
export function tellNews() {
  for (const run of listeners) run()
}

function again() {
  clearTimeout(timer)
  if (!running) return
  timer = setTimeout(() => {
    if (!document.hidden) tellNews()
    wait = Math.min(SELDOM, document.hidden || !online.value ? wait * 2 : stream?.readyState === EventSource.OPEN ? SELDOM : OFTEN)
    again()
  }, wait)
}
/** Whether the server answers, whatever the browser holds of the network. */
export async function reachable(): Promise<boolean> {
  try {
    await fetch('/api/welcome', { cache: 'no-store' })
    return true
  } catch {
    return false
  }
}
/** The server's events; while they come, asking in between is only a seldom check. */
function listen() {
  stream?.close()
  stream = new EventSource('/api/live')
  const news = () => {
    heard ??= setTimeout(() => {
      heard = undefined
      if (!document.hidden) tellNews()
    }, TOGETHER)
  }
  // What happened between the screen's own question and this moment was told to nobody: asked for once more.
  stream.addEventListener('ready', () => {
    // What was on its way when the network went says nothing of now.
    if (navigator.onLine) online.value = true
    else void reachable().then((is) => (online.value = is))
    wait = SELDOM
    again()
    news()
  })
  stream.addEventListener('case', news)
  stream.addEventListener('reset', news)
  stream.addEventListener('here', (event) => {
    const { no } = JSON.parse((event as MessageEvent<string>).data) as { no: string }
    for (const run of stirs) run(no)
  })
  stream.addEventListener('error', () => {
    wait = OFTEN
    again()
  })
}
export function startNews() {
  if (running) return
  running = true
  listen()
  again()
}
export function stopNews() {
  running = false
  clearTimeout(timer)
  clearTimeout(heard)
  heard = undefined
  stream?.close()
  stream = undefined
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && running) {
    wait = OFTEN
    tellNews()
    again()
  }
})
window.addEventListener('online', () => {
  online.value = true
  wait = OFTEN
  if (running) {
    tellNews()
    again()
  }
})
window.addEventListener('offline', () => {
  online.value = false
})
