// The lists that get new versions: what an entry of each says, and how it is asked for.
import { api, read, type Item, type Reason, type RulesChange } from '../../api/client'
import { isEnglish } from '../../language'

import type { Choice } from '../../picking'
import { o } from '../words'
import { r } from './words'

export type ListPart = 'items' | 'reasons'
export type Values = Record<string, string | boolean>
/** An entry of the day. */
export interface Entry { key: string; name: string; values: Values; from?: string | null | undefined; until?: string | null | undefined; search: string[] }
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
  choices?: () => Choice[]
}
export interface List {
  fields: Field[]
  load: (on: string | undefined) => Promise<Entry[]>
  key: (values: Values) => string
  entry: (values: Values) => unknown
  end: (entry: Entry) => unknown
}
const low = (...words: string[]) => words.filter(Boolean).map((one) => one.toLowerCase())
const composed: Field = { name: 'composed', label: () => o.composed, kind: 'check' }
const query = (on: string | undefined) => ({ params: { query: on ? { on } : {} }, cache: 'no-cache' as const })
const text = (name: string, label: () => string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'text', ...more })
const reasonLists = () => [{ value: 'decline', label: o.rules.decline }, { value: 'return', label: o.rules.return }]

const items: List = {
  fields: [text('code', () => o.rules.code, { fixed: true, help: () => r.itemCode, most: 3 }), text('name', () => o.rules.name), text('english', () => r.english), text('usual_unit', () => o.rules.usual),
    { name: 'urgent', label: () => o.rules.urgent, kind: 'check' }, composed],
  load: async (on) => (await read(api.GET('/api/reference/items', query(on)))).items.map((one: Item) => ({ key: one.code, name: `${one.code} ${isEnglish.value ? one.english : one.name}`, from: one.from, until: one.until,
    search: low(one.code, one.name, one.english, ...one.initials), values: { code: one.code, name: one.name, english: one.english, usual_unit: one.usual_unit, urgent: one.urgent, composed: one.composed } })),
  key: (values) => String(values.code),
  entry: (values) => values,
  end: (entry) => entry.key,
}
const reasons: List = {
  fields: [{ name: 'list', label: () => r.list, kind: 'select', fixed: true, options: reasonLists }, text('code', () => o.rules.code, { fixed: true, help: () => r.reasonCode, most: 40 }), text('name', () => o.rules.name, { help: () => r.reasonName }),
    { name: 'advice', label: () => o.rules.advice, kind: 'long', help: () => r.adviceHelp }, text('english', () => r.english), composed],
  load: async (on) => {
    const all = await read(api.GET('/api/reference/reasons', query(on)))
    return (['decline', 'return'] as const).flatMap((list) => all[list].map((one: Reason) => ({ key: `${list}/${one.code}`, name: `${o.rules[list]} ${one.number} ${isEnglish.value ? one.english : one.name}`, from: one.from, until: one.until,
      search: low(one.code, one.name, one.english, String(one.number)), values: { list, code: one.code, name: one.name, advice: one.advice, english: one.english, composed: one.composed ?? false } })))
  },
  key: (values) => `${String(values.list)}/${String(values.code)}`,
  entry: (values) => values,
  end: (entry) => ({ list: entry.values.list, code: entry.values.code }),
}
export const LISTS: Record<ListPart, List> = { items, reasons }
export const isList = (part: string): part is ListPart => part in LISTS
/** The change of a part, as it is sent. */
export const changeOf = (part: ListPart, entries: unknown[], ended: unknown[]) => ({ [part]: { entries, ended } }) as unknown as RulesChange
