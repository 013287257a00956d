// Drafts: what somebody writes is kept in the browser at once and comes back after a closed window or a
// dead network. They are kept by person and case, and thrown away once the words were sent.
import { ref, watch, type Ref } from 'vue'
import { session } from './session'

const PREFIX = 'desk.draft:'
/** Drafts of cases that nobody came back to are thrown away after so long. */
const OLD = 14 * 86_400_000

interface Kept<T> {
  at: number
  value: T
}
export const keyOf = (what: string) => `${PREFIX}${session.me?.person ?? ''}:${what}`

export function readDraft<T>(what: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(keyOf(what))
    return text ? (JSON.parse(text) as Kept<T>) : undefined
  } catch {
    return undefined
  }
}
export function dropDraft(what: string) {
  try {
    localStorage.removeItem(keyOf(what))
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
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept<unknown>>
      if (!kept.at || Date.now() - kept.at > OLD) localStorage.removeItem(key)
    }
  } catch {
    /* a browser that keeps nothing has nothing to sweep */
  }
}
