// Where, while somebody writes it: the areas that words name, and those that what was typed last may become. All
// from the city's list in memory; nothing here waits for the network.
import type { AreaView } from './api/client'
import { areaName, lists } from './reference'

/** What all areas inside one begin with; a code of another length covers itself only. */
const stem = (code: string) => (code.length === 6 ? code.replace(/(00)+$/, '') : code)
const covers = (upper: string, lower: string) => upper === lower || (upper.length === 6 && lower.startsWith(stem(upper)))
/** Districts, streets and towns; the city around them tells nothing. */
const inCity = (area: AreaView) => !/(0000|0100)$/.test(area.code)

/** The area that the words of a place name, if it is exactly one: the narrowest that is named. */
export function namedIn(place: string): string {
  const named = lists.areas.filter((area) => inCity(area) && place.includes(area.name))
  const narrowest = named.filter((area) => !named.some((other) => other.code !== area.code && covers(area.code, other.code)))
  return narrowest.length === 1 ? narrowest[0]!.code : ''
}

/** The district around a street or town, or the district itself: cases are registered by either. */
export function districtOf(code: string): string {
  for (let at = code; at; at = lists.areas.find((area) => area.code === at)?.parent ?? '')
    if (at.length === 6) return at.endsWith('00') ? '' : at
  return ''
}
/** What a place says beyond the areas that it names: 学军路口 of 仓山区对湖街道学军路口. */
export const beyondAreas = (place: string) =>
  lists.areas.reduce((left, area) => (left.length >= area.name.length ? left.replaceAll(area.name, '') : left), place).trim()

/** The road, lane or bridge that a place begins with: 学军路 of 学军路口公厕旁边; empty where it names none. */
export const roadIn = (place: string) => /^[^\d\s]{1,8}?(?:大道|[路街巷道桥村])/.exec(place)?.[0] ?? ''

/** An area that fits: `from` is where in the text it begins to stand for what was typed. */
export interface Fit {
  code: string
  name: string
  around: string
  from: number
}
const MOST = 6

/** Areas that the end of a text may become: by the beginning of their name or by pinyin initials. */
export function fitting(place: string): Fit[] {
  const text = place.trimEnd()
  const latin = /[a-z]{2,}$/i.exec(text)?.[0].toLowerCase() ?? ''
  const around = namedIn(text)
  const ranked: [number, number, Fit][] = []
  for (const area of lists.areas) {
    if (!inCity(area)) continue
    let typed = 0
    // One character alone says little, unless it is all there is; a whole name needs no completion.
    for (let n = Math.min(area.name.length - 1, text.length); n >= (text.length === 1 ? 1 : 2) && !typed; n -= 1)
      if (text.endsWith(area.name.slice(0, n))) typed = n
    if (!typed && latin && area.initials.some((word) => word.startsWith(latin))) typed = latin.length
    // csqdhjd: the district and the street in one breath.
    const outer = latin.length > 3 && lists.areas.find((one) => one.code === area.parent)
    const joined = outer ? outer.initials.flatMap((first) => area.initials.map((word) => [first, first + word] as const)) : []
    if (!typed && joined.some(([first, both]) => latin.length > first.length && both.startsWith(latin))) typed = latin.length
    if (!typed) continue
    const whole = areaName(area.code)
    const inside = around && covers(around, area.code) ? 0 : 1
    ranked.push([
      inside,
      -typed,
      { code: area.code, name: area.name, around: whole.slice(0, -area.name.length).trim(), from: text.length - typed },
    ])
  }
  return ranked
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, MOST)
    .map((one) => one[2])
}

/** The text with an area in the place of what was typed for it; a street alone brings its district along. */
export function completed(place: string, fit: Fit): string {
  const before = place.slice(0, fit.from)
  return `${before}${before.trim() ? '' : fit.around}${fit.name}`
}
