// What type-aheads offer: units, items and areas with everything that they may be found by.
import { computed, reactive, watch } from 'vue'
import type { Item, UnitView } from './api/client'
import { isEnglish } from './language'
import { areaName, lists, unitName } from './reference'

export interface Choice {
  code: string
  name: string
  hint: string
  search: string[]
}
const low = (words: (string | undefined | null)[]) => words.filter((one): one is string => !!one).map((one) => one.toLowerCase())
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** What has ended stays in the lists, for old cases name it; it is not offered any more. */
export const holds = (one: { from?: string | null; until?: string | null }) =>
  (!one.until || one.until >= today()) && (!one.from || one.from <= today())
export const reasonsNow = computed(() => ({ decline: lists.reasons.decline.filter(holds), return: lists.reasons.return.filter(holds) }))
const ended = (hint: string, until?: string | null) => (until && until < today() ? `${hint} → ${until}` : hint)
const unitChoice = (unit: UnitView): Choice => ({
  code: unit.code,
  name: unit.name,
  hint: ended(unit.parent ? unitName(unit.parent) : unit.kind_name, unit.until),
  search: low([unit.code, unit.name, ...unit.aliases, ...unit.initials]),
})
const itemChoice = (item: Item): Choice => ({
  code: item.code,
  name: `${item.code} ${isEnglish.value ? item.english : item.name}`,
  hint: ended(item.usual_unit, item.until),
  search: low([item.code, item.name, item.english, ...item.also, ...item.initials]),
})
export const unitChoices = computed<Choice[]>(() => lists.units.filter(holds).map(unitChoice))
export const itemChoices = computed<Choice[]>(() => lists.items.filter(holds).map(itemChoice))
/** Also those that have ended: what lists and figures are narrowed by. */
export const unitsEver = computed<Choice[]>(() => [...unitChoices.value, ...lists.units.filter((unit) => !holds(unit)).map(unitChoice)])
export const itemsEver = computed<Choice[]>(() => [...itemChoices.value, ...lists.items.filter((item) => !holds(item)).map(itemChoice)])
export const areaChoices = computed<Choice[]>(() =>
  lists.areas.map((area) => ({
    code: area.code,
    name: areaName(area.code),
    hint: '',
    search: low([area.code, area.name, areaName(area.code), ...area.initials]),
  })),
)

/** Fields in which something was taken before their list had come. */
export const picksWait = reactive(new Set<string>())
/** A moment is enough for lists; without a network nobody is kept waiting for them. */
const MOMENT = 3_000
/** Resolves when what was typed into such fields has become a choice, so that nothing is sent without it. */
export function picksDone(): Promise<void> | void {
  if (!picksWait.size) return
  return new Promise((resolve) => {
    const done = () => {
      stop()
      clearTimeout(late)
      resolve()
    }
    const stop = watch(
      () => picksWait.size,
      (size) => {
        if (!size) done()
      },
    )
    const late = setTimeout(done, MOMENT)
  })
}
