// Keys of one's own: which key somebody presses instead of the one that the desk was made with, or that a
// key is turned off. Kept by person in this browser, since a keyboard and an input method belong to a machine.
import { reactive, ref, watch } from 'vue'
import { session } from './session'

/** Keys that mean the same everywhere: nobody can give them away, nobody can take them. */
const FIXED = /^(Enter|Escape|Tab|Backspace|Delete|Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown| |(Shift\+)?\d|Ctrl\+Enter)$/
/** What the browser or the text field needs for itself. */
const BROWSER = /^Ctrl\+[acfhlnprtvwxyz+\-0-9]$|^F(1|3|5|6|7|11|12)$|^Alt\+(F4|Arrow(Left|Right))$/

const places = (person: string | undefined) => `desk.keys:${person ?? ''}`
/** The key that the desk was made with → the key that is pressed instead; empty: turned off. */
const own = reactive<Record<string, string>>({})
/** Whether single keys act at all. */
const stored = (() => {
  try {
    return localStorage.getItem('desk.single-keys')
  } catch {
    return null
  }
})()
export const singleKeys = ref(stored !== 'off')
export function useSingleKeys(on: boolean) {
  singleKeys.value = on
  try {
    localStorage.setItem('desk.single-keys', on ? 'on' : 'off')
  } catch {
    /* for this page only */
  }
}

function keep() {
  try {
    localStorage.setItem(places(session.me?.person), JSON.stringify(own))
  } catch {
    /* for this page only */
  }
}

/** What is pressed for a key that the desk was made with; empty if it is turned off. */
export const current = (on: string) => own[on] ?? on
export const isChanged = (on: string) => on in own
export const anyChanged = () => Object.keys(own).length > 0
export const mayChange = (on: string) => !FIXED.test(on)
export function change(on: string, to: string) {
  if (to === on) delete own[on]
  else own[on] = to
  keep()
}
export function restore(on: string) {
  delete own[on]
  keep()
}
export function restoreAll() {
  for (const on of Object.keys(own)) delete own[on]
  keep()
}

/** A chord acts everywhere, also while somebody types. */
export const isChord = (name: string) => /^(Ctrl\+|Alt\+|F\d)/.test(name)
export type Clash = { why: 'fixed' | 'browser' | 'typing' } | { why: 'taken'; by: string }
/** Why a key cannot be had instead of another; none if it can. `others` are the keys that act in the same place. */
export function clash(on: string, to: string, others: { on: string; does: string }[]): Clash | undefined {
  if (FIXED.test(to)) return { why: 'fixed' }
  if (BROWSER.test(to)) return { why: 'browser' }
  if (isChord(on) && !isChord(to)) return { why: 'typing' }
  // `g` begins keys of two strokes: neither may it be taken by itself, nor may one of them begin otherwise.
  const taken = others.find(
    (other) => other.on !== on && (current(other.on).toLowerCase() === to.toLowerCase() || current(other.on).startsWith(`${to} `)),
  )
  return taken ? { why: 'taken', by: taken.does } : undefined
}

// Last, since it needs all of the above at once where somebody is signed in already.
watch(
  () => session.me?.person,
  (person) => {
    for (const on of Object.keys(own)) delete own[on]
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(places(person)) ?? '{}')
      for (const [on, to] of Object.entries(kept as object)) if (typeof to === 'string' && mayChange(on)) own[on] = to
    } catch {
      /* what is not readable counts as not changed */
    }
  },
  { immediate: true },
)
