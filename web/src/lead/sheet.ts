// Sums as a file: whoever takes it, when and with which filter stands on top. There are no cases in it, so
// it is made here and not by the server.
import { civil, hhmm, now } from '../clock'
import { session } from '../session'
import { w } from '../language'
import { lw } from './words'

const cell = (text: string) =>
  /[",\n\r]/.test(text) || /^[=+@\t-]/.test(text) ? `"${(/^[=+@\t-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"` : text

export function takeOut(name: string, filter: string, rows: (string | number)[][]) {
  const day = civil(now.value).date
  const head = [
    [name, `${day} ${hhmm(now.value)}`],
    [lw.outFilter, filter],
    [lw.outBy, session.me?.name ?? ''],
    ...(session.welcome?.demo ? [[w.desk.demo]] : []),
    [],
  ]
  const text = [...head, ...rows].map((row) => row.map((one) => (typeof one === 'number' ? String(one) : cell(one))).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' }))
  link.download = `${name} ${day}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
