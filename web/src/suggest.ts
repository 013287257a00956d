// Which units a case could go to, and why: the duty list of its item and place, and where it has been.
import { api, read, type FullCase } from './api/client'
import { w } from './language'
import { areaName, itemName, unitName } from './reference'
import { when } from './telling'

export interface Suggestion { code: string; name: string; why: string[]; warn?: string }

export async function suggestUnits(seen: FullCase): Promise<Suggestion[]> {
  const found = new Map<string, Suggestion>()
  const add = (code: string, why?: string) => {
    const one = found.get(code) ?? { code, name: unitName(code), why: [] }
    if (why && !one.why.includes(why)) one.why.push(why)
    found.set(code, one)
  }
  if (seen.item) {
    const query = seen.area ? { area: seen.area } : {}
    for (const unit of await read(api.GET('/api/reference/duties/{item}', { params: { path: { item: seen.item }, query } }))) add(unit.code, w.dispatch.dutyWhy(itemName(seen.item), areaName(seen.area)))
  }
  for (const one of seen.assignments) {
    const known = found.has(one.unit)
    if (one.duty === 'below' && !known) continue
    add(one.unit, known ? undefined : w.dispatch.before)
    if (one.state === 'returned') found.get(one.unit)!.warn = w.dispatch.returned(when(one.given_at))
  }
  // Who has returned it stands last; the order is the confidence.
  return [...found.values()].sort((a, b) => Number(!!a.warn) - Number(!!b.warn)).slice(0, 8)
}
