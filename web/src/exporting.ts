// Taking a list out: the file is read while the server writes it, with its rows counted against the total
// that the server told first. A file that broke off is thrown away.
import { reactive } from 'vue'
import { stream, Refused } from './api/client'

export type Format = 'csv' | 'xlsx'
export interface Going { state: 'idle' | 'going' | 'done' | 'broken' | 'refused'; rows: number; total: number; format: Format; refused?: Refused | undefined }

export function useExport() {
  const going = reactive<Going>({ state: 'idle', rows: 0, total: 0, format: 'csv' })
  let stopper: AbortController | undefined

  async function start(path: string, name: string, format: Format) {
    if (going.state === 'going') return
    Object.assign(going, { state: 'going', rows: 0, total: 0, format, refused: undefined })
    stopper = new AbortController()
    try {
      const response = await stream(`${path}${path.includes('?') ? '&' : '?'}format=${format}`, stopper.signal)
      going.total = Number(response.headers.get('total-count')) || 0
      const reader = response.body!.getReader()
      const parts: BlobPart[] = []
      let [quoted, lines, tail] = [false, 0, '']
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        parts.push(value)
        if (format !== 'csv') continue
        // A line ends where no quotation mark is open.
        for (const byte of value) { if (byte === 34) quoted = !quoted; else if (byte === 10 && !quoted) lines += 1 }
        tail = (tail + new TextDecoder().decode(value)).slice(-400)
        going.rows = Math.max(0, Math.min(going.total, lines - 2))
      }
      // The last line tells how many rows there are; without it the file is not whole.
      if (format === 'csv' && !/\d[^\n]*\n?$/.test(tail)) { going.state = 'broken'; return }
      going.rows = going.total
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(parts, { type: response.headers.get('content-type') ?? '' }))
      link.download = `${name}.${format}`
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
      going.state = 'done'
    } catch (error) {
      if (stopper?.signal.aborted) going.state = 'idle'
      else if (error instanceof Refused) Object.assign(going, { state: 'refused', refused: error })
      else going.state = 'broken'
    }
  }
  const stop = () => stopper?.abort()
  return { going, start, stop }
}
