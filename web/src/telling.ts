// Times in words, as screens.md §4 and §6 want them: until when, how much is left.
import { workingTime } from './calendar'
import { civil, DAY, hhmm, instant, mmdd, now, previousDate } from './clock'
import { w } from './language'
import { printing } from './window'

const HOUR = 3_600_000

/** What is left until an instant, or by how much it was missed. */
export function left(due: number, at: number = now.value): { over: boolean; text: string } {
  const gap = due - at
  if (gap <= 0) {
    const hours = Math.floor(-gap / HOUR)
    if (hours < 1) return { over: true, text: w.time.overMinutes(Math.max(1, Math.floor(-gap / 60_000))) }
    if (hours < 24) return { over: true, text: w.time.overHours(hours) }
    return { over: true, text: w.time.overDays(Math.floor(hours / 24), hours % 24) }
  }
  if (gap < HOUR) return { over: false, text: w.time.leftMinutes(Math.max(1, Math.ceil(gap / 60_000))) }
  if (gap < DAY) return { over: false, text: w.time.leftClock(Math.floor(gap / HOUR), Math.floor((gap % HOUR) / 60_000)) }
  const working = workingTime(at, due)
  return { over: false, text: w.time.leftDays(Math.floor(working / DAY), Math.floor((working % DAY) / HOUR)) }
}

/** A due instant is the first that is late: 0:00 is told as 24:00 of the day before. */
export function lastMoment(due: string): { date: string; time: string } {
  const at = instant(due)
  const c = civil(at)
  return c.hour === 0 && c.minute === 0 ? { date: previousDate(c.date), time: '24:00' } : { date: c.date, time: hhmm(at) }
}
const weekdayOf = (date: string) => w.time.weekdays[civil(Date.parse(`${date}T12:00:00+08:00`)).weekday] ?? ''
export const dayName = (date: string) => w.time.day(mmdd(date), weekdayOf(date))

/** 11-22（周三）24:00. */
export function untilText(due: string): string {
  const { date, time } = lastMoment(due)
  const year = Number(date.slice(0, 4))
  return `${year === civil(now.value).year ? '' : `${year}-`}${dayName(date)} ${time}`
}
/** 11-22 24:00, for tables. */
export function untilShort(due: string): string {
  const { date, time } = lastMoment(due)
  return `${date.slice(0, 4) === String(civil(now.value).year) ? mmdd(date) : date} ${time}`
}
/** Today only the time, this year without the year; on paper, which is read on other days, all of it. */
export function when(at: string | number): string {
  const ms = typeof at === 'number' ? at : instant(at)
  const [c, today] = [civil(ms), civil(now.value)]
  if (printing.value) return `${c.date} ${hhmm(ms)}`
  if (c.date === today.date) return w.time.today(hhmm(ms))
  return `${c.year === today.year ? mmdd(c.date) : c.date} ${hhmm(ms)}`
}
