// Cases that were looked at, kept in memory: moving through a list shows at once what was read before and
// then what is true now.
import { reactive } from 'vue'
import { api, read, Refused, type CaseLine, type FullCase } from './api/client'
import { w } from './language'

interface Seen {
  value?: FullCase | undefined
  refused?: Refused | undefined
  loading: boolean
  reading?: Promise<void> | undefined
}
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
  } finally {
    one.loading = false
    one.reading = undefined
  }
}
/** Reads a case that was just changed: what a look under way brings may be from before. */
export async function lookAnew(no: string): Promise<void> {
  await caseOf(no).reading
  await look(no)
}
/** How a case is now, without showing it: what somebody has before him does not move. Nothing where it cannot be had. */
export async function glance(no: string): Promise<FullCase | undefined> {
  try {
    return await read(api.GET('/api/cases/{no}', { params: { path: { no } } }))
  } catch {
    return undefined
  }
}
/** Reads the next row before it is opened. */
export function prepare(no: string | undefined) {
  if (no && !caseOf(no).value) void look(no)
}
/** What each of some cases is called by a control: its title, with its number where another has the same. */
export function calledAmong(lines: CaseLine[]): (line: CaseLine) => string {
  const title = (line: CaseLine) => line.title ?? w.rows.noTitle
  const first = new Map<string, string>()
  const twice = new Set<string>()
  for (const line of lines) {
    const other = first.get(title(line))
    if (other && other !== line.no) twice.add(title(line))
    first.set(title(line), line.no)
  }
  return (line) => (twice.has(title(line)) ? `${title(line)} ${line.no}` : title(line))
}
/** Whether the case itself has the button 查看身份, beside what is masked; the bar then goes without it. */
export const revealsBeside = (seen: FullCase) =>
  !!seen.requester && seen.actions.some((action) => action.command === 'reveal_identity' && action.allowed)
export function forgetAll() {
  seen.clear()
}
