// The one clock of the screens: the server's time, told once a second for a call and once a minute for
// the rest. Times are Asia/Shanghai wherever the browser stands; China has one zone without summer time.
import { ref } from 'vue'

export const DAY = 86_400_000
const SHANGHAI = 8 * 3_600_000
let ahead = 0

/** Now by the server's clock, in milliseconds; moves each half minute. */
export const now = ref(Date.now())
/** Now by the server's clock, to the second. */
export const serverNow = () => Date.now() + ahead
const tick = () => {
  now.value = Date.now() + ahead
}
setInterval(tick, 30_000)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) tick()
})

/** Follows the server's clock where the machine's own is more than a few seconds off. */
export function noteServerTime(date: string | null) {
  const server = date ? Date.parse(date) : Number.NaN
  if (Number.isNaN(server)) return
  const off = server - Date.now()
  const next = Math.abs(off) > 5_000 ? off : 0
  if (Math.abs(next - ahead) > 2_000) {
    ahead = next
    tick()
  }
}

export interface Civil {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  date: string
  weekday: number
}
const two = (n: number) => String(n).padStart(2, '0')

/** An instant as clocks in Fuzhou show it. */
export function civil(at: number): Civil {
  const local = new Date(at + SHANGHAI)
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()]
  return {
    year,
    month,
    day,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    date: `${year}-${two(month)}-${two(day)}`,
    weekday: local.getUTCDay(),
  }
}
export const instant = (text: string) => Date.parse(text)
/** 0:00 of a day in Fuzhou. */
export const startOf = (date: string) => Date.parse(`${date}T00:00:00+08:00`)
/** Whether a text is a day of the calendar as the server reads one; 2026-02-30 is none. */
export const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && civil(startOf(text)).date === text
export const nextDate = (date: string) => civil(startOf(date) + DAY).date
export const previousDate = (date: string) => civil(startOf(date) - DAY).date
export const hhmm = (at: number) => {
  const c = civil(at)
  return `${two(c.hour)}:${two(c.minute)}`
}
export const mmdd = (date: string) => date.slice(5)
