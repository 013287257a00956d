// Viewer, unit and time over a case: at most 8 % opaque, nothing for readers, printed too. It is drawn as the content of
// a pseudo-element (`.watermarked` in look.css): an element over the words would hide their contrast from whoever checks
// it, and its own letters would be taken for words.
import { computed } from 'vue'
import { now } from './clock'
import { w } from './language'
import { posts, session } from './session'
import { when } from './telling'

const [ACROSS, DOWN] = [8, 16]
const css = (text: string) => text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]/g, ' ')

/** The style of the element that is marked: what its pseudo-element says, again and again. */
export const watermark = computed(() => {
  const said = css(w.watermark(session.me?.name ?? '', posts()[0]?.unit_name ?? '', when(now.value)))
  const line = Array.from({ length: ACROSS }, () => said).join('\u2003\u2003\u2003')
  return { '--watermark': `"${Array.from({ length: DOWN }, () => line).join('\\a ')}"` }
})
