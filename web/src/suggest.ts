// Which units a case could go to, and why: the duty list, words and places in common, what became of matters
// like it, and where this case has been.
import { api, read, type FullCase } from './api/client'
import { isEnglish, w } from './language'
import { lists, unitName } from './reference'
import { when } from './telling'

export interface Suggestion {
  code: string
  name: string
  why: string[]
  warn?: string
}

/** When a unit gave the case back, and why, as it asked. */
function returnedBy(seen: FullCase, { unit_name: unit, given_at: given }: FullCase['assignments'][number]): string {
  const asked = [...seen.history].reverse().find((step) => step.kind === 'return_asked' && step.unit === unit)
  const reason = lists.reasons.return.find((one) => one.code === asked?.results?.reason)
  return w.dispatch.returned(when(asked?.at ?? given), reason ? (isEnglish.value ? reason.english : reason.name) : '')
}

export async function suggestUnits(seen: FullCase): Promise<Suggestion[]> {
  const found = new Map<string, Suggestion>()
  const written = {
    title: seen.title ?? null,
    text: (seen.text ?? seen.handling_text ?? '').slice(0, 4000) || null,
    place: seen.place ?? null,
    point: seen.point ?? null,
    area: seen.area ?? null,
    item: seen.item ?? null,
  }
  const { units } = await read(api.POST('/api/suggest/dispatch', { body: written }))
  for (const one of units)
    found.set(one.unit, { code: one.unit, name: one.name, why: one.reasons.map((reason) => (isEnglish.value ? reason.en : reason.zh)) })
  for (const one of seen.assignments) {
    const known = found.get(one.unit)
    if (one.duty === 'below' && !known) continue
    if (!known) found.set(one.unit, { code: one.unit, name: unitName(one.unit), why: [w.dispatch.before] })
    if (one.state === 'returned') found.get(one.unit)!.warn = returnedBy(seen, one)
  }
  // Who has returned it stands last; the order is the confidence.
  return [...found.values()].sort((a, b) => Number(!!a.warn) - Number(!!b.warn)).slice(0, 8)
}
