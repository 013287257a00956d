// 刚登记的: the last calls of this session with their query codes, to be read out. They outlive the screen and a
// reload, so that neither loses a code, and go when the session does: they lie in the session storage of this window
// alone, and a code is never kept where another window, person or day could find it.
import { ref, watch } from 'vue'
import { w } from './language'
import { session } from './session'

export type Mode = 'accept' | 'answer' | 'decline' | 'transfer' | 'append' | 'urge'
/** What is done with a call, as its button says it. */
export const stepWord = (mode: Mode) =>
  ({
    accept: w.agent.save,
    answer: w.agent.answer,
    decline: w.agent.decline,
    transfer: w.command.transfer!,
    append: w.agent.append,
    urge: w.command.urge!,
  })[mode]
/** `until` is the due instant, told in the language of the screen; `mode` is what was done; none while the case is
 * registered and the step after it is not taken. */
export interface Registered {
  no: string
  code: string
  name: string
  until: string
  mode: Mode | ''
}
const MOST = 50
const PLACE = 'desk.registered'
/** Nobody works longer without signing in anew; a window that is restored later brings no codes back. */
const LONGEST = 16 * 3_600_000

export const registered = ref<Registered[]>([])

interface Kept {
  person: string
  at: number
  calls: Registered[]
}
function kept(person: string): Registered[] {
  try {
    const found = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Kept | null
    return found && found.person === person && Date.now() - found.at < LONGEST ? found.calls : []
  } catch {
    return []
  }
}
function keep() {
  const person = session.me?.person
  try {
    if (person && registered.value.length)
      sessionStorage.setItem(PLACE, JSON.stringify({ person, at: Date.now(), calls: registered.value } satisfies Kept))
    else sessionStorage.removeItem(PLACE)
  } catch {
    /* for this page only */
  }
}
// Once it is known who is there: another person, or nobody, finds nothing.
watch(
  () => [session.known, session.me?.person] as const,
  ([known, person]) => {
    if (!known) return
    registered.value = person ? kept(person) : []
    keep()
  },
  { immediate: true, flush: 'sync' },
)

/** The newest stands first; what is known of a number already is told anew in its place. */
export function tell(one: Registered) {
  const known = registered.value.findIndex((other) => other.no === one.no && !other.mode)
  const { code, until } = registered.value[known] ?? one
  if (known >= 0) registered.value[known] = { ...one, code, until: until || one.until }
  else registered.value = [one, ...registered.value].slice(0, MOST)
  keep()
}

/** Until when, of a case that was registered before that was known. */
export function tellUntil(no: string, until: string) {
  for (const one of registered.value) if (one.no === no) one.until ||= until
  keep()
}

/** A number in groups, as it is read out and written down; wherever numbers are typed, blanks do not matter. */
export const aloud = (no: string) => no.replace(/^([A-Z]+)(\d{6})(\d+)$/, '$1 $2 $3')
/** A number as it was typed by whoever heard it read out: wide signs, blanks and dashes in it do not matter. */
export function plainNo(typed: string): string {
  const no = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  return AROUND.exec(no)?.[1] ?? no
}
/** A number that was copied with the word before it and the marks around it, as a message has it. */
const AROUND = /^[^\p{L}\p{N}]*(?:(?:受理|诉求|工单)?编号|(?:CASE)?(?:NUMBER|NO|NR)?)[^\p{L}\p{N}]*([A-Z]{2}\d{11,12})[^\p{L}\p{N}]*$/u
