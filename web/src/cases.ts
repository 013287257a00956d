// Cases that were looked at, kept in memory: moving through a list shows at once what was read before and
// then what is true now.
import { reactive } from 'vue'
import { api, read, Refused, type FullCase } from './api/client'

interface Seen { value?: FullCase | undefined; refused?: Refused | undefined; loading: boolean; reading?: Promise<void> | undefined }
const seen = reactive(new Map<string, Seen>())
const MOST = 300

export function caseOf(no: string): Seen {
  let one = seen.get(no)
  if (!one) {
    if (seen.size > MOST) seen.delete(seen.keys().next().value!)
    seen.set(no, { loading: false })
    one = seen.get(no)!
  }
  return one
}

export function look(no: string): Promise<void> {
  const one = caseOf(no)
  return (one.reading ??= load(no, one))
}
async function load(no: string, one: Seen): Promise<void> {
  one.loading = true
  try {
    one.value = await read(api.GET('/api/cases/{no}', { params: { path: { no } } }))
    one.refused = undefined
  } catch (error) {
    one.refused = error instanceof Refused ? error : new Refused('unavailable', 0, String(error))
    if (one.refused.status === 404 || one.refused.status === 403) one.value = undefined
  } finally { one.loading = false; one.reading = undefined }
}
/** Reads a case that was just changed: what a look under way brings may be from before. */
export async function lookAnew(no: string): Promise<void> {
  await caseOf(no).reading
  await look(no)
}
/** Reads the next row before it is opened. */
export function prepare(no: string | undefined) { if (no && !caseOf(no).value) void look(no) }
export function forgetAll() { seen.clear() }
