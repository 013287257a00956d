// Working days as the server's calendar has them, asked once a year of dates and kept in memory.
import { reactive } from 'vue'
import { api, read } from './api/client'
import { civil, DAY, nextDate, startOf } from './clock'
import { afterFirst } from './first'

const rests = reactive(new Map<number, Set<string>>())
const asked = new Set<number>()

/** Loads the years that a screen shows; until then every day but the weekend counts. */
export function need(year: number) {
  if (asked.has(year) || year < 2004 || year > 2100) return
  asked.add(year)
  void afterFirst()
    .then(() => read(api.GET('/api/calendar/{year}', { params: { path: { year } } })))
    .then((table) => {
      rests.set(year, new Set(table.days.filter((day) => !day.working).map((day) => day.date)))
    })
    .catch(() => asked.delete(year))
}

export function isWorking(date: string): boolean {
  const year = Number(date.slice(0, 4))
  need(year)
  const resting = rests.get(year)
  if (resting) return !resting.has(date)
  const weekday = civil(startOf(date)).weekday
  return weekday !== 0 && weekday !== 6
}

/** Working days after `from` up to and including `to`. */
export function workingDays(from: string, to: string): number {
  let count = 0
  for (let date = nextDate(from), n = 0; date <= to && n < 400; date = nextDate(date), n += 1) if (isWorking(date)) count += 1
  return count
}

/** Milliseconds of working days between two instants: rest days do not run. */
export function workingTime(from: number, to: number): number {
  let sum = 0
  for (let date = civil(from).date, n = 0; startOf(date) < to && n < 400; date = nextDate(date), n += 1) {
    if (isWorking(date)) sum += Math.min(to, startOf(date) + DAY) - Math.max(from, startOf(date))
  }
  return Math.max(0, sum)
}

/** Every calendar day from one to another, both included; at most 200. */
export function days(from: string, to: string): string[] {
  const all: string[] = []
  for (let date = from; date <= to && all.length < 200; date = nextDate(date)) all.push(date)
  return all
}
