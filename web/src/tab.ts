// This window among the windows of one browser: a name that stays over a reload, which others live, and who of
// them has the same case open.
import { onBeforeUnmount, ref, watch } from 'vue'
import { freshKey } from './api/client'
import { session } from './session'

const NAME = 'desk.window'
const lockOf = (id: string) => `${NAME}:${id}`
/** How long a window that was loaded again waits for its former self to be gone. A duplicated one waits in vain. */
const HANDOVER = 400
const locks = (navigator as { locks?: LockManager }).locks

function remembered(): string {
  try {
    return sessionStorage.getItem(NAME) ?? ''
  } catch {
    return ''
  }
}
function remember(id: string) {
  try {
    sessionStorage.setItem(NAME, id)
  } catch {
    /* a name for this page only */
  }
}
let mine = remembered() || freshKey()
/** The name of this window; certain once `settled`. */
export const thisWindow = () => mine
/** Holds the lock of a name as long as the page lives; false where somebody else has it. */
const claim = (id: string) =>
  new Promise<boolean>((done) => {
    const waiting = new AbortController()
    setTimeout(() => waiting.abort(), HANDOVER)
    locks!
      .request(lockOf(id), { signal: waiting.signal }, () => {
        done(true)
        return new Promise(() => {})
      })
      .catch(() => done(false))
  })

const living = new Set<string>()
/** Whether a window is open. */
export const lives = (id: string) => living.has(id)
/** Whoever writes lives. */
export const heardOf = (id: string) => void living.add(id)
export async function lookWhoLives(): Promise<void> {
  if (!locks) return
  try {
    const { held = [] } = await locks.query()
    living.clear()
    for (const { name } of held) if (name?.startsWith(`${NAME}:`)) living.add(name.slice(NAME.length + 1))
  } catch {
    /* what was known stands */
  }
}
window.addEventListener('focus', () => void lookWhoLives())

async function settle() {
  // A duplicated window brings the name of the one that it was made from along.
  if (locks && !(await claim(mine))) {
    mine = freshKey()
    await claim(mine)
  }
  remember(mine)
  await lookWhoLives()
}
/** Before anything is read by the name of this window. */
export const settled = settle()

interface Said {
  is: 'open' | 'writing' | 'left'
  no: string
  person: string
  by: string
  /** Asks the others to say the same of themselves. */
  asks?: boolean
}
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('desk.here')

/** Whether another window of the same person has the case open, or writes on it. */
export function useOwnWindows(no: () => string, writing: () => boolean) {
  const others = ref(new Map<string, 'open' | 'writing'>())
  let told = ''
  const say = (is: Said['is'], asks = false) => {
    if (told) channel?.postMessage({ is, no: told, person: session.me?.person ?? '', by: mine, asks } satisfies Said)
  }
  const now = () => (writing() ? 'writing' : 'open')
  const leave = () => {
    say('left')
    told = ''
    others.value = new Map()
  }
  function hear({ data }: MessageEvent<Said>) {
    if (data.no !== told || data.by === mine || data.person !== (session.me?.person ?? '')) return
    const known = new Map(others.value)
    if (data.is === 'left') known.delete(data.by)
    else known.set(data.by, data.is)
    others.value = known
    if (data.asks) say(now())
  }
  const enter = () => {
    told = no()
    say(now(), true)
  }
  channel?.addEventListener('message', hear)
  watch(
    no,
    () => {
      leave()
      enter()
    },
    { immediate: true },
  )
  watch(writing, () => say(now()))
  window.addEventListener('pagehide', leave)
  window.addEventListener('pageshow', enter)
  onBeforeUnmount(() => {
    leave()
    channel?.removeEventListener('message', hear)
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('pageshow', enter)
  })
  return others
}
