// Drafts: what somebody writes is kept in the browser at once and comes back after a closed window or a
// dead network. They are kept by person, place and window, and thrown away once the words were sent: two windows
// never write over each other. What a closed window left goes to the next one that opens the place.
import { ref, watch, type Ref } from 'vue'
import { session } from './session'
import { heardOf, lives, lookWhoLives, thisWindow } from './tab'

const PREFIX = 'desk.draft:'
/** Between a place and the window. */
const BY = '@'
/** Drafts of cases that nobody came back to are thrown away after so long. */
const OLD = 14 * 86_400_000

interface Kept<T> {
  at: number
  value: T
}
/** The words of a draft as they went out: only these are dropped when they have arrived. */
export interface Sent {
  what: string
  said: string
}
/** Before there were windows. */
const placeOf = (what: string) => `${PREFIX}${session.me?.person ?? ''}:${what}`
const keyOf = (what: string) => `${placeOf(what)}${BY}${thisWindow()}`
const windowOf = (key: string) => (key.includes(BY) ? key.slice(key.lastIndexOf(BY) + 1) : '')
/** All drafts of a place, of whichever window. */
const keysOf = (what: string) => Object.keys(localStorage).filter((key) => key === placeOf(what) || key.startsWith(placeOf(what) + BY))

function keptAt<T>(key: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as Kept<T>) : undefined
  } catch {
    return undefined
  }
}
/** What a window left that is not open any more, the newest first. */
function leftBehind(what: string): string[] {
  const at = (key: string) => keptAt(key)?.at ?? 0
  return keysOf(what)
    .filter((key) => !lives(windowOf(key)))
    .sort((a, b) => at(b) - at(a))
}
/** This window's draft; where there is none, what a closed one left becomes its own. */
export function readDraft<T>(what: string): Kept<T> | undefined {
  void lookWhoLives()
  try {
    const own = keptAt<T>(keyOf(what))
    if (own) return own
    for (const key of leftBehind(what)) {
      const kept = keptAt<T>(key)
      const text = localStorage.getItem(key)
      localStorage.removeItem(key)
      if (!kept || !text) continue
      localStorage.setItem(keyOf(what), text)
      return kept
    }
  } catch {
    /* nothing was kept */
  }
  return undefined
}
export function dropDraft(what: string) {
  try {
    localStorage.removeItem(keyOf(what))
  } catch {
    /* nothing was kept */
  }
}
/** Words that have arrived are no draft any more, whichever window kept them; other words of the place stay. */
export function dropSent({ what, said }: Sent) {
  try {
    for (const key of keysOf(what)) if (JSON.stringify(keptAt(key)?.value) === said) localStorage.removeItem(key)
  } catch {
    /* nothing was kept */
  }
}

export function writeDraft<T>(what: string, value: T): number | undefined {
  const at = Date.now()
  try {
    localStorage.setItem(keyOf(what), JSON.stringify({ at, value }))
    return at
  } catch {
    return undefined
  }
}
window.addEventListener('storage', ({ key, newValue }) => {
  if (newValue && key?.startsWith(PREFIX) && windowOf(key)) heardOf(windowOf(key))
})

/** Keeps a value as a draft while it changes. `savedAt` says when it was kept last; 0 = the browser keeps nothing. */
export function useDraft<T extends object>(what: () => string, value: Ref<T>, empty: (value: T) => boolean) {
  const savedAt = ref<number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    timer = undefined
    if (empty(value.value)) {
      dropDraft(what())
      savedAt.value = undefined
    } else savedAt.value = writeDraft(what(), value.value) ?? 0
  }
  watch(
    value,
    () => {
      clearTimeout(timer)
      timer = setTimeout(save, 250)
    },
    { deep: true },
  )
  const flush = () => {
    if (timer) {
      clearTimeout(timer)
      save()
    }
  }
  window.addEventListener('pagehide', flush)
  return {
    savedAt,
    flush,
    /** The words as they go out now; the draft stays until they have arrived. */
    sent: (): Sent => {
      clearTimeout(timer)
      save()
      return { what: what(), said: JSON.stringify(value.value) }
    },
    drop: () => {
      clearTimeout(timer)
      timer = undefined
      dropDraft(what())
      savedAt.value = undefined
    },
    stop: () => {
      flush()
      window.removeEventListener('pagehide', flush)
    },
  }
}

export function sweepDrafts() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue
      const kept = keptAt(key)
      if (!kept?.at || Date.now() - kept.at > OLD) localStorage.removeItem(key)
    }
  } catch {
    /* a browser that keeps nothing has nothing to sweep */
  }
}
