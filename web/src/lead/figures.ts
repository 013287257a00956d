// The question behind the figures' screen, as the address holds it: a period, what it is narrowed to, along
// what the rows go. The same names as the server's.
import type { LocationQuery } from 'vue-router'
import type { Row } from '../api/client'
import { civil, DAY, startOf } from '../clock'
import { isEnglish, w, word } from '../language'
import { areaName, channelOf, itemName, unitName } from '../reference'
import { among, strangers } from '../strange'
import { lw } from './words'

export const BYS = ['unit', 'kind', 'item', 'area', 'channel', 'hour', 'day'] as const
export type By = (typeof BYS)[number]
export const COUNTS = ['received', 'answered', 'in_time', 'late', 'returned', 'reworked', 'heard', 'solved', 'satisfied'] as const
export type Count = (typeof COUNTS)[number] | 'given'
/** Units receive nothing, they are given: beside a unit 交办 stands for 收件. */
export const comesBy = (by: By, filter: Record<string, string>): 'received' | 'given' =>
  by === 'unit' || filter.unit ? 'given' : 'received'
export const asGiven = (counts: readonly Count[], first: Count): Count[] => counts.map((one) => (one === 'received' ? first : one))
/** A row's name in the reader's language; codes that are names stay as the server says. */
export function rowName(by: By, row: Row): string {
  if (by === 'day') return row.key
  if (!isEnglish.value) return row.name || row.key
  if (!row.key) return by === 'area' ? lw.noArea : by === 'item' ? lw.noItem : row.name
  return by === 'hour' ? lw.hour(row.key) : told(by, row.key) || row.name
}
export const NARROWED = ['unit', 'alone', 'kind', 'item', 'area', 'channel', 'hour'] as const
export interface Period {
  name: string
  from: string
  to: string
}

const two = (n: number) => String(n).padStart(2, '0')
const first = (year: number, month: number) => {
  const at = new Date(Date.UTC(year, month - 1, 1))
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-01`
}
const dayBefore = (date: string) => civil(startOf(date) - DAY).date
/** Periods that somebody asks for every day; what is not over yet ends today. */
export function periods(today: string): Period[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  const quarter = Math.floor((month - 1) / 3) * 3 + 1
  return [
    { name: 'month', from: first(year, month), to: today },
    { name: 'lastMonth', from: first(year, month - 1), to: dayBefore(first(year, month)) },
    { name: 'quarter', from: first(year, quarter), to: today },
    { name: 'lastQuarter', from: first(year, quarter - 3), to: dayBefore(first(year, quarter)) },
    { name: 'year', from: first(year, 1), to: today },
    { name: 'lastYear', from: first(year - 1, 1), to: dayBefore(first(year, 1)) },
  ]
}
/** What in an address nobody knows. */
export const strangeIn = (query: LocationQuery) =>
  strangers(query, ['from', 'to', ...NARROWED, 'by', 'measure'], { by: among(() => BYS), measure: among(() => [...COUNTS, 'given']) })
export function narrowing(query: LocationQuery) {
  const strange = strangeIn(query)
  const given = NARROWED.filter((name) => typeof query[name] === 'string' && query[name] && !strange.includes(name))
  return Object.fromEntries(given.map((name) => [name, String(query[name])]))
}

const centre = (code: string) => (code.startsWith('@') ? lw.centreItself(unitName(code.slice(1))) : unitName(code))
/** One part of a filter in words. */
export function told(name: string, value: string): string {
  switch (name) {
    case 'unit':
      return centre(value)
    case 'alone':
      return lw.alone
    case 'kind':
      return word(w.kind, value)
    case 'item':
      return value === '-' ? lw.noItem : itemName(value)
    case 'area':
      return value === '-' ? lw.noArea : areaName(value) || value
    case 'channel':
      return w.channel[value] ?? channelOf(value)?.name ?? value
    case 'hour':
      return lw.hourOf(value)
    case 'figure':
      return lw.lines[value as Count] ?? value
    case 'status':
      return word(w.status, value)
    case 'late':
      return value === 'true' ? lw.lateOnes : lw.notLate
    case 'q':
      return w.find.of(value)
    default:
      return value
  }
}
/** A whole filter in words, the period as one. */
export function filterWords(query: Record<string, string>): string {
  const { from, to, submitted_from: since, submitted_to: until, ...rest } = query
  const period = (a?: string, b?: string) => (a && a === b ? a : a || b ? lw.fromTo(a ?? '', b ?? '') : '')
  return [
    ...Object.entries(rest).map(([name, value]) => told(name, value)),
    period(from, to),
    since || until ? lw.submitted(period(since, until)) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}
/** The desk's own list for a figure's cases: the server names the filter. */
export function casesOf(row: Row, figure: string) {
  return { path: '/cases', query: Object.fromEntries(new URLSearchParams(row.cases.replace('{figure}', figure).split('?')[1] ?? '')) }
}
/** A share with what it is a share of. */
export const share = (part: number, whole: number) => (whole ? `${((part / whole) * 100).toFixed(1)}%` : '–')
/** What a row is narrowed to when it is opened as a page of figures of its own. */
export function into(by: By, key: string): Record<string, string> {
  if (by === 'day') return { from: key, to: key }
  if (by === 'hour') return { hour: String(Number(key)) }
  return { [by]: key || '-' }
}
