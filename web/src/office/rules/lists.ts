// The lists that get new versions: what an entry of each says, and how it is asked for.
import { api, read, type Item, type Reason, type RulesChange, type UnitView } from '../../api/client'
import { bracketed, isEnglish, listed, word } from '../../language'
import { areaChoices, type Choice } from '../../picking'
import { areaName } from '../../reference'
import { o } from '../words'
import { r } from './words'

export type ListPart = 'items' | 'reasons' | 'units' | 'duties'
export type Doing = 'add' | 'change' | 'end'
export type Values = Record<string, string | boolean>
/** An entry of the day. */
export interface Entry {
  key: string
  name: string
  values: Values
  from?: string | null | undefined
  until?: string | null | undefined
  search: string[]
}
export interface Field {
  name: string
  label: () => string
  kind: 'text' | 'long' | 'check' | 'select' | 'pick'
  help?: () => string
  optional?: boolean
  /** What it is known by: not changed. */
  fixed?: boolean
  most?: number
  options?: () => { value: string; label: string }[]
}
export interface List {
  ways: Doing[]
  fields: Field[]
  load: (on: string | undefined) => Promise<{ entries: Entry[]; offered?: Record<string, Choice[]> }>
  key: (values: Values) => string
  /** What is told of an entry that was just written. */
  name: (values: Values, offered: Record<string, Choice[]>) => string
  entry: (values: Values) => unknown
  end: (entry: Entry) => unknown
}
const ALL: Doing[] = ['add', 'change', 'end']
const low = (...words: string[]) => words.filter(Boolean).map((one) => one.toLowerCase())
const composed: Field = { name: 'composed', label: () => o.composed, kind: 'check' }
const query = (on: string | undefined) => ({ params: { query: on ? { on } : {} }, cache: 'no-cache' as const })
const text = (name: string, label: () => string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'text', ...more })
const named = (values: Values) => `${String(values.code)} ${String(values.name)}`
const reasonLists = () => [
  { value: 'decline', label: o.rules.decline },
  { value: 'return', label: o.rules.return },
]
const holding = (on: string | undefined) => (one: { from?: string | null; until?: string | null }) =>
  !on || ((!one.from || one.from <= on) && (!one.until || one.until >= on))

/** Words of a field that holds several. */
const several = (field: unknown) =>
  String(field)
    .split(/[、，,;；]/)
    .map((one) => one.trim())
    .filter(Boolean)

const itemEntry = (one: Item): Entry => ({
  key: one.code,
  name: `${one.code} ${isEnglish.value ? one.english : one.name}`,
  from: one.from,
  until: one.until,
  search: low(one.code, one.name, one.english, ...one.also, ...one.initials),
  values: {
    code: one.code,
    name: one.name,
    english: one.english,
    also: listed(one.also),
    usual_unit: one.usual_unit,
    urgent: one.urgent,
    composed: one.composed,
  },
})
const itemsOf = async (on: string | undefined) => (await read(api.GET('/api/reference/items', query(on)))).items
const items: List = {
  ways: ALL,
  fields: [
    text('code', () => o.rules.code, { fixed: true, help: () => r.itemCode, most: 3 }),
    text('name', () => o.rules.name),
    text('english', () => r.english),
    text('also', () => r.also, { optional: true, help: () => r.alsoHelp }),
    text('usual_unit', () => o.rules.usual),
    { name: 'urgent', label: () => o.rules.urgent, kind: 'check' },
    composed,
  ],
  load: async (on) => ({ entries: (await itemsOf(on)).map(itemEntry) }),
  key: (values) => String(values.code),
  name: named,
  entry: ({ also, ...plain }) => ({ ...plain, also: several(also) }),
  end: (entry) => entry.key,
}
const reasons: List = {
  ways: ALL,
  fields: [
    { name: 'list', label: () => r.list, kind: 'select', fixed: true, options: reasonLists },
    text('code', () => o.rules.code, { fixed: true, help: () => r.reasonCode, most: 40 }),
    text('name', () => o.rules.name, { help: () => r.reasonName }),
    { name: 'advice', label: () => o.rules.advice, kind: 'long', help: () => r.adviceHelp },
    text('english', () => r.english),
    composed,
  ],
  load: async (on) => {
    const all = await read(api.GET('/api/reference/reasons', query(on)))
    const entries = (['decline', 'return'] as const).flatMap((list) =>
      all[list].map((one: Reason): Entry => ({
        key: `${list}/${one.code}`,
        name: `${o.rules[list]} ${one.number} ${isEnglish.value ? one.english : one.name}`,
        from: one.from,
        until: one.until,
        search: low(one.code, one.name, one.english, String(one.number)),
        values: { list, code: one.code, name: one.name, advice: one.advice, english: one.english, composed: one.composed ?? false },
      })),
    )
    return { entries }
  },
  key: (values) => `${String(values.list)}/${String(values.code)}`,
  name: named,
  entry: (values) => values,
  end: (entry) => ({ list: entry.values.list, code: entry.values.code }),
}
const KINDS = ['bureau', 'street', 'station', 'team', 'utility', 'branch', 'centre', 'efficiency_office', 'platform', 'province'] as const
const unitEntry = (one: UnitView): Entry => ({
  key: one.code,
  name: one.name,
  from: one.from,
  until: one.until,
  search: low(one.code, one.name, ...one.aliases, ...one.initials),
  values: {
    code: one.code,
    name: one.name,
    aliases: listed(one.aliases),
    kind: one.kind,
    parent: one.parent ?? '',
    area: one.area,
    hours: one.hours,
    review: one.review ? 'yes' : 'no',
    composed: one.composed,
  },
})
const choice = (entry: Entry): Choice => ({ code: entry.key, name: entry.name, hint: entry.key, search: entry.search })
const unitsOf = (on: string | undefined) => read(api.GET('/api/reference/units', query(on)))
const units: List = {
  ways: ALL,
  fields: [
    text('code', () => o.rules.code, { fixed: true, help: () => r.unitCode, most: 40 }),
    text('name', () => o.rules.name),
    text('aliases', () => r.aliases, { optional: true, help: () => r.aliasesHelp }),
    {
      name: 'kind',
      label: () => o.rules.kind,
      kind: 'select',
      options: () => KINDS.map((value) => ({ value, label: word(r.unitKinds, value) })),
    },
    { name: 'parent', label: () => o.rules.parent, kind: 'pick' },
    { name: 'area', label: () => o.rules.area, kind: 'pick' },
    text('hours', () => r.hours, { optional: true, help: () => r.hoursHelp }),
    {
      name: 'review',
      label: () => o.rules.review,
      kind: 'select',
      optional: true,
      options: () => [
        { value: '', label: r.asItsKind },
        { value: 'yes', label: r.yes },
        { value: 'no', label: r.no },
      ],
    },
    composed,
  ],
  load: async (on) => {
    const all = await unitsOf(on)
    return {
      entries: all.map(unitEntry),
      offered: { parent: all.filter(holding(on)).map((one) => choice(unitEntry(one))), area: areaChoices.value },
    }
  },
  key: (values) => String(values.code),
  name: (values) => String(values.name),
  entry: ({ aliases, parent, hours, review, ...plain }) => ({
    ...plain,
    aliases: several(aliases),
    parent: parent || null,
    hours: hours || null,
    review: review === '' ? null : review === 'yes',
  }),
  end: (entry) => entry.key,
}
const place = (code: string) => (code ? bracketed('', areaName(code) || code) : '')
const duties: List = {
  ways: ['add', 'end'],
  fields: [
    { name: 'unit', label: () => o.unit, kind: 'pick' },
    { name: 'item', label: () => r.values.item!, kind: 'pick' },
    { name: 'area', label: () => o.rules.area, kind: 'pick', optional: true, help: () => r.dutyArea },
    composed,
  ],
  load: async (on) => {
    const [all, known, listed] = await Promise.all([read(api.GET('/api/reference/duties', query(on))), unitsOf(on), itemsOf(on)])
    const who = new Map(known.map((one) => [one.code, unitEntry(one)]))
    const what = new Map(listed.map((one) => [one.code, itemEntry(one)]))
    const entries = all.map((one): Entry => {
      const [unit, item, area] = [who.get(one.unit), what.get(one.item), one.area ?? '']
      // Whoever types a unit sees its duties, whoever types an item sees who has it.
      const said = `${unit?.name ?? one.unit} · ${item?.name ?? one.item}${place(area)}`
      return {
        key: `${one.unit} ${one.item}@${area}`,
        name: said,
        search: [...(unit?.search ?? []), ...(item?.search ?? []), said.toLowerCase(), said.replace(' · ', ' ').toLowerCase()],
        values: { unit: one.unit, item: one.item, area, composed: one.composed },
      }
    })
    return {
      entries,
      offered: {
        unit: known.filter(holding(on)).map((one) => choice(unitEntry(one))),
        item: listed.filter(holding(on)).map((one) => ({ ...choice(itemEntry(one)), hint: '' })),
        area: areaChoices.value,
      },
    }
  },
  key: ({ unit, item, area }) => `${String(unit)} ${String(item)}@${String(area)}`,
  name: ({ unit, item, area }, offered) => {
    const of = (field: string, code: unknown) => offered[field]?.find((one) => one.code === code)?.name ?? String(code)
    return `${of('unit', unit)} · ${of('item', item)}${place(String(area))}`
  },
  entry: ({ area, ...plain }) => ({ ...plain, area: area || null }),
  end: ({ values: { unit, item, area } }) => ({ unit, item, area: area || null }),
}
export const LISTS: Record<ListPart, List> = { items, reasons, units, duties }
export const isList = (part: string): part is ListPart => part in LISTS
/** The change of a part, as it is sent. */
export const changeOf = (part: ListPart, entries: unknown[], ended: unknown[]) => ({ [part]: { entries, ended } }) as unknown as RulesChange
