// What a list of open work is narrowed to. It stands in the address: so it survives a reload, is kept under a name, and
// goes along from one list of a unit to the next.
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { w, word } from './language'
import type { Choice } from './picking'
import { areaName, itemName, lists, unitName } from './reference'
import { strangers } from './strange'

export type NarrowName = 'kind' | 'item' | 'area' | 'urgent' | 'supervised' | 'mine' | 'below'
export type Narrow = Partial<Record<NarrowName, string>>
/** By which lists of open work are narrowed; nobody has the centre's own steps in hand. */
export const OF_CENTRES: readonly NarrowName[] = ['kind', 'item', 'area', 'urgent', 'supervised']
export const OF_UNITS: readonly NarrowName[] = [...OF_CENTRES, 'below', 'mine']
/** Those that only say yes. */
export const isMark = (name: NarrowName) => name === 'urgent' || name === 'supervised' || name === 'mine'

/** One part of it in words, as its field is called. */
export function narrowWord(name: NarrowName, value: string): string {
  switch (name) {
    case 'kind':
      return word(w.kind, value)
    case 'item':
      return itemName(value)
    case 'area':
      return areaName(value) || value
    case 'below':
      return unitName(value)
    case 'mine':
      return w.narrow.mine
    default:
      return w.mark[name]
  }
}

export function useNarrowing(names: readonly NarrowName[]) {
  const route = useRoute()
  const router = useRouter()
  const home = route.name
  const read = (): Narrow => {
    const strange = strangers(route.query, names)
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = route.query[name]
        return typeof value === 'string' && !strange.includes(name) && (isMark(name) ? value === 'true' : value) ? [[name, value]] : []
      }),
    )
  }
  const narrow = shallowRef(read())
  // The address of the page that comes next says nothing about this list. What the city's lists do not know shows once
  // they have come.
  watch(
    () => [route.fullPath, lists.ready],
    () => {
      if (route.name !== home) return
      const now = read()
      if (JSON.stringify(now) !== JSON.stringify(narrow.value)) narrow.value = now
    },
    { flush: 'sync' },
  )
  const entries = computed(() => Object.entries(narrow.value) as [NarrowName, string][])
  /** What the button of 只看我的 says itself is not said again. */
  const words = computed(() =>
    entries.value
      .filter(([name]) => name !== 'mine')
      .map(([name, value]) => narrowWord(name, value))
      .join(' · '),
  )
  const query = computed(() => new URLSearchParams(entries.value).toString())
  function set(name: NarrowName, value: string) {
    void router.replace({ query: { ...narrow.value, [name]: value || undefined } })
  }
  function clear() {
    void router.replace({ query: {} })
  }
  return {
    narrow,
    words,
    set,
    clear,
    on: computed(() => entries.value.length),
    /** With its question mark; empty where nothing narrows. */ asked: computed(() => (query.value ? `?${query.value}` : '')),
  }
}

/** What the row above a list says of its rows and what these are narrowed to. */
export interface Filtering {
  names: readonly NarrowName[]
  narrow: Narrow
  words: string
  /** Rows of the whole list. */
  whole: number
  /** How many of them fit; none while that is not known. */
  shown?: number | undefined
  /** How many have come meanwhile, and whether anything has changed at all. */
  arrived: number
  changed: boolean
  /** Under which name filters are kept, and where they lead. */
  saved: string
  path: string
  /** The units below the one whose list it is. */
  below?: Choice[] | undefined
}
