// Taking a list out: the file is read while the server writes it, with its rows counted against the total
// that the server told first. A file that is not whole is thrown away: of CSV the last line says how many rows
// there must be and they are counted; before a workbook the server tells its rows as it writes them, of how many
// they are the first if a sheet holds no more, and then how many bytes come. (Trailers of HTTP would be the place
// for that, but no browser shows them to a page.)
import { reactive } from 'vue'
import { stream, Refused } from './api/client'

export type Format = 'csv' | 'xlsx'
/** `cutOf`: the file holds only the first `total` of so many rows; 0 if it holds all. */
export interface Going {
  state: 'idle' | 'going' | 'done' | 'broken' | 'refused'
  rows: number
  total: number
  cutOf: number
  format: Format
  refused?: Refused | undefined
}

/** A line ends where no quotation mark is open. */
class Records {
  count = 0
  private quoted = false
  add(bytes: Uint8Array) {
    for (const byte of bytes)
      if (byte === 34) this.quoted = !this.quoted
      else if (byte === 10 && !this.quoted) this.count += 1
  }
}
/** Lines of CSV beside the rows: who takes it out, the heads, the last one. */
const BESIDE = 3
async function rowsPromised(file: Blob): Promise<number> {
  const end = await file.slice(-8_192).text()
  const last = /(?:^|\n)"完，共 (\d+) [件条人]；[^\r\n]*"\r\n$/.exec(end)
  return last ? Number(last[1]) : -1
}

async function readCsv(body: ReadableStream<Uint8Array<ArrayBuffer>>, going: Going, type: string): Promise<Blob | undefined> {
  const [parts, records] = [[] as BlobPart[], new Records()]
  for (const reader = body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    records.add(value)
    // What words find is not counted before it is read.
    going.rows = Math.max(0, Math.min(going.total || Infinity, records.count - BESIDE + 1))
  }
  const file = new Blob(parts, { type })
  const rows = await rowsPromised(file)
  if (rows !== records.count - BESIDE) return undefined
  going.total = rows
  return file
}

async function readBook(body: ReadableStream<Uint8Array<ArrayBuffer>>, going: Going): Promise<Blob | undefined> {
  const parts: BlobPart[] = []
  let [head, promised, got] = ['', -1, 0]
  for (const reader = body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    let rest = value
    // `rows 500` a page, perhaps `of 700`, then `bytes 12345`, then so many bytes.
    while (promised < 0 && rest.length) {
      const end = rest.indexOf(10)
      head += new TextDecoder().decode(rest.subarray(0, end < 0 ? rest.length : end))
      rest = rest.subarray(end < 0 ? rest.length : end + 1)
      if (end < 0) break
      const [what, n] = head.split(' ')
      if (what === 'rows') going.rows = Number(n)
      else if (what === 'of') going.cutOf = Number(n)
      else if (what === 'bytes') promised = Number(n)
      head = ''
    }
    if (rest.length) {
      parts.push(rest)
      got += rest.length
    }
  }
  if (got !== promised) return undefined
  going.total = going.rows
  return new Blob(parts, { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' })
}

export function useExport() {
  const going = reactive<Going>({ state: 'idle', rows: 0, total: 0, cutOf: 0, format: 'csv' })
  let stopper: AbortController | undefined

  async function start(path: string, name: string, format: Format) {
    if (going.state === 'going') return
    Object.assign(going, { state: 'going', rows: 0, total: 0, cutOf: 0, format, refused: undefined })
    stopper = new AbortController()
    try {
      const response = await stream(
        `${path}${path.includes('?') ? '&' : '?'}format=${format === 'xlsx' ? 'xlsx-progress' : format}`,
        stopper.signal,
      )
      going.total = Number(response.headers.get('total-count')) || 0
      const file =
        format === 'csv'
          ? await readCsv(response.body!, going, response.headers.get('content-type') ?? '')
          : await readBook(response.body!, going)
      if (!file) {
        going.state = 'broken'
        return
      }
      going.rows = going.total
      const link = document.createElement('a')
      link.href = URL.createObjectURL(file)
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
