// How wide the window is: on a phone a list and its case are two pages.
import { ref } from 'vue'
const narrow = window.matchMedia('(max-width: 60rem)')
export const phone = ref(narrow.matches)
narrow.addEventListener('change', (event) => {
  phone.value = event.matches
})
/** Below 1280 px side panes are drawers. */
const tight = window.matchMedia('(max-width: 79.99rem)')
export const below1280 = ref(tight.matches)
tight.addEventListener('change', (event) => {
  below1280.value = event.matches
})

/** Whether the page is put on paper: all of it is shown then, with full dates. */
const paper = window.matchMedia('print')
export const printing = ref(paper.matches)
paper.addEventListener('change', (event) => {
  printing.value = event.matches
})
window.addEventListener('beforeprint', () => {
  printing.value = true
})
window.addEventListener('afterprint', () => {
  printing.value = paper.matches
})

export type Theme = 'system' | 'light' | 'dark'
const kept = (() => {
  try {
    return localStorage.getItem('desk.theme')
  } catch {
    return null
  }
})()
export const theme = ref<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system')
const dark = window.matchMedia('(prefers-color-scheme: dark)')
function paint() {
  document.documentElement.dataset.theme = theme.value === 'system' ? (dark.matches ? 'dark' : 'light') : theme.value
}
export function chooseTheme(next: Theme) {
  theme.value = next
  try {
    localStorage.setItem('desk.theme', next)
  } catch {
    /* for this page only */
  }
  paint()
}
dark.addEventListener('change', paint)
paint()
