// 刚登记的: the last calls of this visit with their query codes, to be read out. They outlive the screen, so that
// looking into a case loses no code, and end with the session; a code is never kept in the browser.
import { ref, watch } from 'vue'
import { session } from './session'

export type Mode = 'accept' | 'answer' | 'decline' | 'transfer' | 'append' | 'urge'
/** `until` is the due instant, told in the language of the screen; `mode` is what was done; none while the case is registered and the step after it is not taken. */
export interface Registered { no: string; code: string; name: string; until: string; mode: Mode | '' }
const MOST = 5

export const registered = ref<Registered[]>([])
watch(() => session.me?.person, () => { registered.value = [] }, { flush: 'sync' })

/** The newest stands first; what is known of a number already is told anew in its place. */
export function tell(one: Registered) {
  const known = registered.value.findIndex((other) => other.no === one.no && !other.mode)
  const { code, until } = registered.value[known] ?? one
  if (known >= 0) registered.value[known] = { ...one, code, until: until || one.until }
  else registered.value = [one, ...registered.value].slice(0, MOST)
}

/** A number in groups, as it is read out and written down; wherever numbers are typed, blanks do not matter. */
export const aloud = (no: string) => no.replace(/^([A-Z]+)(\d{6})(\d+)$/, '$1 $2 $3')
