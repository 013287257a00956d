// The key layer. A screen, a form or a dialog lays its keys on top while it stands there. Single keys act
// only outside fields, never while an input method composes, and can be turned off; keys with Ctrl or Alt
// act everywhere. `?` shows the keys of whatever lies on top; `keymap.ts` knows who presses others.
import { computed, onBeforeMount, onBeforeUnmount, shallowReactive } from 'vue'
import { current, isChord, singleKeys } from './keymap'

export interface Key {
  /** As printed: `j`, `Enter`, `Ctrl+Enter`, `Alt+1`, `g d`. Several mean the same. */
  on: string | string[]
  /** What it does, for the sheet; none hides it there. */
  does?: string | undefined
  run: (event: KeyboardEvent) => void
  /** Whether it acts now. */
  when?: () => boolean
}
interface Layer {
  keys: () => Key[]
  alone: boolean
}

const layers = shallowReactive<Layer[]>([])
let first = ''
let firstAt = 0

/** Whether somebody types there. */
export function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
}

/** The name of what was pressed, as keys are printed here. */
export function nameOf(event: KeyboardEvent): string {
  // With Alt some systems send another letter: the place of the key tells then.
  let key = event.key
  if (event.altKey && /^(Key[A-Z]|Digit\d)$/.test(event.code)) key = event.code.replace(/Key|Digit/, '')
  // Shift and a digit give a sign that differs from keyboard to keyboard.
  const digit = event.shiftKey && /^Digit\d$/.test(event.code) ? `Shift+${event.code.slice(5)}` : ''
  const plain = digit || (key.length === 1 ? key.toLowerCase() : key)
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${plain}`
}

function matches(key: Key, name: string): boolean {
  return [key.on]
    .flat()
    .map(current)
    .some((on) => on.toLowerCase() === name.toLowerCase())
}

function press(event: KeyboardEvent) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return
  const name = nameOf(event)
  if (['Control', 'Alt', 'Shift', 'Meta'].includes(event.key)) return
  const chord = isChord(name) || event.key === 'Escape'
  if (!chord && inField(event.target)) return
  if (!chord && !singleKeys.value && !['Enter', 'ArrowDown', 'ArrowUp'].includes(name)) return
  // Enter and blank belong to a button or link that has the focus, unless that is a row of a list. On a radio outside
  // a form Enter does nothing by itself.
  const own = event.target instanceof HTMLElement && event.target.closest('button,a,summary,input,[role=option]')
  const idle = name === 'Enter' && event.target instanceof HTMLInputElement && event.target.type === 'radio' && !event.target.form
  if (!idle && (name === 'Enter' || name === ' ') && own && !own.hasAttribute('data-row')) return
  const together = Date.now() - firstAt < 1500 && first ? `${first} ${name}` : ''
  // Layers from the top down to the first that stands alone.
  const standing: Layer[] = []
  for (const layer of [...layers].reverse()) {
    standing.push(layer)
    if (layer.alone) break
  }
  // A second letter belongs to the first, whatever it means by itself further up.
  for (const wanted of together ? [together, name] : [name]) {
    for (const layer of standing) {
      const found = layer.keys().find((key) => matches(key, wanted) && (key.when?.() ?? true))
      if (!found) {
        const begins = wanted === name && layer.keys().some((key) => [key.on].flat().some((on) => current(on).startsWith(`${name} `)))
        if (begins) {
          first = name
          firstAt = Date.now()
          event.preventDefault()
          return
        }
        continue
      }
      event.preventDefault()
      first = ''
      found.run(event)
      return
    }
  }
  // Where Esc means nothing else it leaves the field, so that the single keys act.
  if (name === 'Escape' && inField(event.target)) (event.target as HTMLElement).blur()
}
window.addEventListener('keydown', press)

/** Lays keys on top while the component stands; `alone` silences all below, as a dialog does. Laid before
 * the component is mounted, since a part is mounted before what holds it but must lie above it. */
export function useKeys(keys: () => Key[], alone = false) {
  const layer: Layer = { keys, alone }
  onBeforeMount(() => {
    layers.push(layer)
  })
  onBeforeUnmount(() => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
  })
}

/** Keys that act now, the topmost first, for the sheet. */
export const keysNow = computed(() => {
  const shown: Key[][] = []
  for (const layer of [...layers].reverse()) {
    shown.push(layer.keys().filter((key) => key.does && (key.when?.() ?? true)))
    if (layer.alone) break
  }
  return shown.filter((keys) => keys.length > 0)
})

/** All keys of the layers that stand, whether they act just now or not: what a new key must not clash with. */
export function keysStanding(): { on: string; does: string }[] {
  return layers.flatMap((layer) => layer.keys().flatMap((key) => [key.on].flat().map((on) => ({ on, does: key.does ?? '' }))))
}
/** Whether a key acts: not turned off, and not a single key where single keys are off. */
export const acts = (on: string) => {
  const key = current(on)
  return key !== '' && (singleKeys.value || isChord(key) || /^(Enter|Esc)/.test(key))
}

/** A key as it is printed on a button. */
export const printed = (on: string) =>
  on
    .split(' ')
    .map((key) =>
      key
        .split('+')
        .map((part) => (part.length === 1 ? part.toUpperCase() : part))
        .join(' '),
    )
    .join(' ')
