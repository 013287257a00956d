// Drafts: what somebody writes is kept in the browser at once and comes back after a closed window or a
// dead network. They are kept by person, place and window, and thrown away once the words were sent: two windows
// never write over each other. What a closed window left goes to the next one that opens the place.
import { ref, watch, type Ref } from 'vue'
import { session } from './session'
import { heardOf, lives, lookWhoLives, thisWindow } from './tab'

const PREFIX = 'desk.draft:'
/** Between a place and the window. */
const BY = '@'
/** Drafts of cases that nobody came back to are thrown away after so long, in milliseconds. */
export const OLD = 14 * 86_400_000

interface Kept<T> {
  at: number
  value: T
}
/** The words of a draft as they went out: only these are dropped when they have arrived, also when whoever wrote them
 * has signed out by then. */
export interface Sent {
  what: string
  person?: string
  said: string
}
/** Before there were windows. */
const placeOf = (what: string, person: string) => `${PREFIX}${person}:${what}`
const keyOf = (what: string, person: string) => `${placeOf(what, person)}${BY}${thisWindow()}`
const nobody = placeOf('', '')
const here = () => session.me?.person ?? ''
const windowOf = (key: string) => (key.includes(BY) ? key.slice(key.lastIndexOf(BY) + 1) : '')
/** All drafts of a place, of whichever window. */
function keysOf(what: string, person: string) {
  const place = placeOf(what, person)
  return Object.keys(localStorage).filter((key) => key === place || key.startsWith(place + BY))
}

function keptAt<T>(key: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as Kept<T>) : undefined
  } catch {
    return undefined
  }
}
/** What a window left that is not open any more, the newest first. */
function leftBehind(what: string, person: string): string[] {
  const at = (key: string) => keptAt(key)?.at ?? 0
  return keysOf(what, person)
    .filter((key) => !lives(windowOf(key)))
    .sort((a, b) => at(b) - at(a))
}
/** This window's draft; where there is none, what a closed one left becomes its own. */
export function readDraft<T>(what: string): Kept<T> | undefined {
  void lookWhoLives()
  const person = here()
  try {
    const own = keptAt<T>(keyOf(what, person))
    if (own) return own
    for (const key of leftBehind(what, person)) {
      const kept = keptAt<T>(key)
      const text = localStorage.getItem(key)
      localStorage.removeItem(key)
      if (!kept || !text) continue
      localStorage.setItem(keyOf(what, person), text)
      return kept
    }
  } catch {
    /* nothing was kept */
  }
  return undefined
}
export function dropDraft(what: string, person = here()) {
  try {
    localStorage.removeItem(keyOf(what, person))
  } catch {
    /* nothing was kept */
  }
}
/** Words that have arrived are no draft any more, whichever window kept them; other words of the place stay. */
export function dropSent({ what, said, person = here() }: Sent) {
  try {
    for (const key of keysOf(what, person)) if (JSON.stringify(keptAt(key)?.value) === said) localStorage.removeItem(key)
  } catch {
    /* nothing was kept */
  }
}

/** When it was kept; nothing where the browser keeps nothing, or it is not known whose words they are. */
export function writeDraft<T>(what: string, value: T, person = here()): number | undefined {
  if (!person) return undefined
  const at = Date.now()
  try {
    localStorage.setItem(keyOf(what, person), JSON.stringify({ at, value }))
    return at
  } catch {
    return undefined
  }
}
window.addEventListener('storage', ({ key, newValue }) => {
  if (newValue && key?.startsWith(PREFIX) && windowOf(key)) heardOf(windowOf(key))
})

/** Keeps a value as a draft while it changes. `savedAt` says when it was kept last; 0 = the browser keeps nothing. The
 * words are whose the screen is, also those that are typed after the session has turned out to be over. */
export function useDraft<T extends object>(what: () => string, value: Ref<T>, empty: (value: T) => boolean) {
  const savedAt = ref<number>()
  const person = here()
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    timer = undefined
    if (empty(value.value)) {
      dropDraft(what(), person)
      savedAt.value = undefined
    } else savedAt.value = writeDraft(what(), value.value, person) ?? 0
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
      return { what: what(), person, said: JSON.stringify(value.value) }
    },
    drop: () => {
      clearTimeout(timer)
      timer = undefined
      dropDraft(what(), person)
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
      // Under no name nobody would ever find them, and they may be a caller's.
      if (!kept?.at || Date.now() - kept.at > OLD || key.startsWith(nobody)) localStorage.removeItem(key)
    }
  } catch {
    /* a browser that keeps nothing has nothing to sweep */
  }
}
