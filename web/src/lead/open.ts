// Open work as the server counts it, asked again when something happens; and the filter behind a number, as
// an address and as text.
import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import type { LocationQuery } from 'vue-router'
import { api, read, Refused, type OverviewPage, type OpenStep, type Lamp, type Status } from '../api/client'
import { w, word } from '../language'
import { onNews } from '../live'
import { areaName, unitName } from '../reference'
import { among, strangers } from '../strange'
import { lw } from './words'

/** News comes in bursts: counting once in so many milliseconds is live enough for eyes. */
const APART = 5_000

export function useOpenWork() {
  const page = ref<OverviewPage>()
  const refused = ref<Refused>()
  let last = 0
  let later: ReturnType<typeof setTimeout> | undefined
  async function ask() {
    last = Date.now()
    try {
      page.value = await read(api.GET('/api/overview'))
      refused.value = undefined
    } catch (error) {
      if (error instanceof Refused) refused.value = error
    }
  }
  const stop = onNews(() => {
    if (later) return
    later = setTimeout(
      () => {
        later = undefined
        void ask()
      },
      Math.max(0, last + APART - Date.now()),
    )
  })
  onMounted(() => void ask())
  onBeforeUnmount(() => {
    stop()
    clearTimeout(later)
  })
  return { page, refused, ask }
}

/** Cases that wait to be accepted: their promise does not run yet, so that no lamp counts them. */
export function unlitOf(page: OverviewPage): number {
  const waits = page.statuses.find((one) => one.status === 'submitted')
  return waits ? waits.open - waits.red - waits.yellow - waits.green : 0
}

/** What a list of open work is narrowed to. */
export interface OpenFilter {
  lead?: string
  area?: string
  lamp?: Lamp
  status?: Status
  step?: OpenStep
  over?: boolean
  due_today?: boolean
  open?: boolean
}
/** The address of a number's cases. */
export function opening(filter: OpenFilter) {
  const entries = Object.entries(filter).filter(([, value]) => value)
  return {
    path: '/overview',
    query: Object.fromEntries((entries.length ? entries : [['open', true]]).map(([name, value]) => [name, String(value)])),
  }
}
const NAMES = ['lead', 'area', 'lamp', 'status', 'step', 'over', 'due_today', 'open']
const yes = among(() => ['true'])
const KNOWN = { lamp: among(() => ['red', 'yellow', 'green']), step: among(() => lw.stepOf), over: yes, due_today: yes, open: yes }
/** What in an address nobody knows; a limit is one of a step. */
export function strangeIn(query: LocationQuery): string[] {
  const found = strangers(query, NAMES, KNOWN)
  return found.includes('step') && query.over && !found.includes('over') ? [...found, 'over'] : found
}
/** The filter of an address; none where the address opens no list. */
export function filterOf(query: LocationQuery): OpenFilter | undefined {
  const strange = strangeIn(query)
  const given = NAMES.filter((name) => typeof query[name] === 'string' && query[name] && !strange.includes(name))
  if (!given.length) return undefined
  return Object.fromEntries(given.map((name) => [name, query[name] === 'true' ? true : query[name]]))
}
export const leadName = (code: string) => (code === '-' ? lw.nobody : unitName(code))
export const districtName = (code: string) => {
  const name = areaName(code) || code
  return code === '-' ? lw.noArea : code.endsWith('00') ? lw.restOf(name) : name
}
/** The same filter in words. */
export function filterText(filter: OpenFilter): string {
  return (
    [
      filter.lead && leadName(filter.lead),
      filter.area && districtName(filter.area),
      filter.lamp && lw[filter.lamp],
      filter.status && word(w.status, filter.status),
      filter.step && lw.stepOf[filter.step],
      filter.over && lw.filterOver,
      filter.due_today && lw.dueToday,
    ]
      .filter(Boolean)
      .join(' · ') || lw.open
  )
}
/** The same object as long as it says the same: whoever watches it asks anew for another filter only. */
export const useFilter = (query: () => LocationQuery) =>
  computed<OpenFilter | undefined>((before) => {
    const filter = filterOf(query())
    return JSON.stringify(filter) === JSON.stringify(before) ? before : filter
  })
