// What type-aheads offer: units, items and areas with everything that they may be found by.
import { computed } from 'vue'
import { isEnglish } from './language'
import { areaName, lists, unitName } from './reference'

export interface Choice { code: string; name: string; hint: string; search: string[] }
const low = (words: (string | undefined | null)[]) => words.filter((one): one is string => !!one).map((one) => one.toLowerCase())
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** What has ended stays in the lists, for old cases name it; it is not offered any more. */
export const holds = (one: { from?: string | null; until?: string | null }) => (!one.until || one.until >= today()) && (!one.from || one.from <= today())
export const reasonsNow = computed(() => ({ decline: lists.reasons.decline.filter(holds), return: lists.reasons.return.filter(holds) }))
export const unitChoices = computed<Choice[]>(() => lists.units
  .filter(holds)
  .map((unit) => ({ code: unit.code, name: unit.name, hint: unit.parent ? unitName(unit.parent) : unit.kind_name,
    search: low([unit.code, unit.name, ...unit.aliases, ...unit.initials]) })))
export const itemChoices = computed<Choice[]>(() => lists.items.filter(holds).map((item) => ({ code: item.code, name: `${item.code} ${isEnglish.value ? item.english : item.name}`, hint: item.usual_unit ?? '',
  search: low([item.code, item.name, item.english, ...item.initials]) })))
export const areaChoices = computed<Choice[]>(() => lists.areas.map((area) => ({ code: area.code, name: areaName(area.code), hint: '',
  search: low([area.code, area.name, areaName(area.code), ...area.initials]) })))
