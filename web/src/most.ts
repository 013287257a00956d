// The limit of a field, without cutting: `maxlength` drops the end of what somebody pastes, and says nothing.
// `v-most="200"` counts from nine tenths on and says when it is too much; whoever sends asks `tooLong` first.
import { nextTick, type Directive } from 'vue'
import { w } from './language'

type Box = HTMLInputElement | HTMLTextAreaElement
/** What the server takes at most, in characters: of several lines, and of one. */
export const WORDS = 10_000
export const LINE = 200
/** From this part of the limit on the count is shown. */
const NEAR = 0.9
const notes = new WeakMap<Box, HTMLElement>()
let made = 0

/** As the server counts: characters, without the blanks at both ends. */
const lengthOf = (text: string) => [...text.trim()].length
/** The label's own words, without the key or the field that stand in it. */
function labelOf(box: Box) {
  const own = [...(box.labels?.[0]?.childNodes ?? [])].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
  return own?.textContent?.trim() ?? box.ariaLabel ?? ''
}
function count(box: Box, most: number) {
  const note = notes.get(box)
  if (!note) return
  const length = lengthOf(box.value)
  const over = length > most
  box.toggleAttribute('data-over', over)
  const text = over ? w.act.tooLong(labelOf(box), most, length) : length >= most * NEAR ? w.act.chars(length, most) : ''
  if (note.textContent !== text) note.textContent = text
  note.className = over ? 'count over' : 'count'
  // Read out once when it becomes too much, not with every letter before that.
  note.setAttribute('role', over ? 'alert' : 'none')
  const others = (box.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== note.id)
  const described = [...others, ...(text ? [note.id] : [])].join(' ')
  if (described) box.setAttribute('aria-describedby', described)
  else box.removeAttribute('aria-describedby')
  if (over) box.setAttribute('aria-invalid', 'true')
}

/** How many characters a field takes at most. */
export const vMost: Directive<Box, number> = {
  mounted(box, { value }) {
    const note = document.createElement('small')
    note.id = `most-${(made += 1)}`
    notes.set(box, note)
    box.after(note)
    count(box, value)
  },
  updated(box, { value }) {
    const was = box.hasAttribute('data-over')
    count(box, value)
    if (was && !box.hasAttribute('data-over')) box.setAttribute('aria-invalid', 'false')
  },
  beforeUnmount(box) {
    notes.get(box)?.remove()
  },
}
/** Whether something on the page is longer than its field takes; the hand goes there. */
export function tooLong(within: ParentNode | null | undefined = document): boolean {
  const box = within?.querySelector<HTMLElement>('[data-over]')
  if (box) void nextTick(() => box.focus())
  return !!box
}
