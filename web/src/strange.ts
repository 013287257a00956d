// Codes and days in an address that stand for nothing: mistyped, cut short, or of an older version. They are left out of
// what is asked and told of beside the list: a list under a filter that nobody knows would say nothing.
import type { LocationQuery } from 'vue-router'
import { isDay } from './clock'
import { w } from './language'
import { areaName, channelOf, itemOf, lists } from './reference'

/** Whether a value is one of those that there are. */
export type Knows = (value: string) => boolean
export const among =
  (codes: () => readonly string[] | object): Knows =>
  (value) => {
    const all = codes()
    return (Array.isArray(all) ? all : Object.keys(all)).includes(value)
  }
/** Of the city's lists: until they have come it may be one of them; `-` asks for what has none. */
const inLists =
  (find: Knows): Knows =>
  (value) =>
    value === '-' || !lists.ready || find(value)
/** As the server finds units: by code, name or alias; a centre's own work is asked for with `@`. */
const unit = inLists((value) => {
  const called = value.replace(/^@/, '').trim()
  return lists.units.some((one) => one.code === called || one.name === called || one.aliases.includes(called))
})
const yes = among(() => ['true', 'false'])
const KNOWN: Record<string, Knows> = {
  status: among(() => w.status),
  kind: among(() => w.kind),
  item: inLists((value) => !!itemOf(value)),
  area: inLists((value) => !!areaName(value)),
  unit,
  lead: unit,
  below: unit,
  late: yes,
  alone: yes,
  mine: yes,
  urgent: yes,
  channel: (value) => !lists.ready || !!channelOf(value),
  from: isDay,
  to: isDay,
  submitted_from: isDay,
  submitted_to: isDay,
  hour: (value) => /^\d{1,2}$/.test(value) && Number(value) < 24,
}

/** Which of these names stand in the address with a value that nobody knows; `more` knows what only one list asks for. */
export function strangers(query: LocationQuery, names: readonly string[], more: Record<string, Knows> = {}): string[] {
  return names.filter((name) => {
    const knows = more[name] ?? KNOWN[name]
    const value = String(query[name] ?? '')
    return value !== '' && !!knows && !knows(value)
  })
}
