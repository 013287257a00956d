// Lists of the city's profile, asked once a visit: units, items, areas, reasons, kinds, channels.
import { computed, reactive } from 'vue'
import { api, read, type AreaView, type Channel, type Item, type Reasons, type UnitView, type KindView } from './api/client'
import { isEnglish } from './language'
import { posts } from './session'

export const lists = reactive<{
  units: UnitView[]
  items: Item[]
  areas: AreaView[]
  reasons: Reasons
  kinds: KindView[]
  channels: Channel[]
  ready: boolean
}>({ units: [], items: [], areas: [], reasons: { decline: [], return: [] }, kinds: [], channels: [], ready: false })
let asked: Promise<void> | undefined

export function needLists(): Promise<void> {
  asked ??= (async () => {
    const [units, items, areas, reasons, kinds, channels] = await Promise.all([
      read(api.GET('/api/reference/units')),
      read(api.GET('/api/reference/items')),
      read(api.GET('/api/reference/areas')),
      read(api.GET('/api/reference/reasons')),
      read(api.GET('/api/reference/kinds')),
      read(api.GET('/api/reference/channels')),
    ])
    Object.assign(lists, { units, items: items.items, areas, reasons, kinds, channels, ready: true })
  })().catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}
const byCode = <T extends { code: string }>(all: () => T[]) => computed(() => new Map(all().map((one) => [one.code, one])))
const units = byCode(() => lists.units)
const items = byCode(() => lists.items)
const areas = byCode(() => lists.areas)
const channels = byCode(() => lists.channels)

export const unitName = (code?: string | null) => (code ? (units.value.get(code)?.name ?? code) : '')
/** Units below some of one's own that hold a case; from a centre also every unit of its area. */
export function unitsBelow(holding: string[]): Set<string> {
  const own = holding.filter((code) => posts().some((post) => post.unit === code))
  const centres = own
    .map((code) => units.value.get(code))
    .filter((unit) => unit?.kind === 'centre')
    .map((unit) => unit!.area.slice(0, 6))
  const found = new Set<string>()
  for (const unit of lists.units) {
    for (let upper = unit.parent; upper; upper = units.value.get(upper)?.parent)
      if (own.includes(upper)) {
        found.add(unit.code)
        break
      }
    if (centres.some((area) => unit.area.startsWith(area)) && !own.includes(unit.code)) found.add(unit.code)
  }
  return found
}
export const itemOf = (code: string) => items.value.get(code)
export const channelOf = (code: string) => channels.value.get(code)
export const unitOf = (code: string) => units.value.get(code)
export function itemName(code?: string | null): string {
  const item = code ? items.value.get(code) : undefined
  return item ? `${item.code} ${isEnglish.value ? item.english : item.name}` : (code ?? '')
}
/** 仓山区 对湖街道. */
export function areaName(code?: string | null): string {
  const area = code ? areas.value.get(code) : undefined
  if (!area) return ''
  const around = area.parent && !/(0000|0100)$/.test(area.parent) ? areas.value.get(area.parent) : undefined
  return around ? `${around.name} ${area.name}` : area.name
}
