// Five seconds in which a step can be undone: nothing is sent before they are over. What waits is also
// kept in the browser with its key, so that a closed window sends it at the next visit, exactly once.
import { computed, reactive } from 'vue'
import { bulk, command, freshKey, Refused, type Outcome } from './api/client'
import { session } from './session'

export const HOLD = 5_000
export interface Step { no: string; title: string; name: string; body: object; version?: number | undefined; key: string }
export interface Result { step: Step; outcome?: Outcome; refused?: Refused }
export interface Held {
  id: number; label: string; steps: Step[]; sendAt: number; state: 'held' | 'sending' | 'done'; results: Result[]
  back?: (() => void) | undefined; then?: ((results: Result[]) => void) | undefined
}

export const held = reactive<Held[]>([])
const KEPT = 'desk.held'
let last = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()

function keep() {
  const waiting = held.filter((one) => one.state !== 'done').map(({ label, steps }) => ({ label, steps, person: session.me?.person }))
  try {
    if (waiting.length) localStorage.setItem(KEPT, JSON.stringify(waiting)); else localStorage.removeItem(KEPT)
  } catch { /* the hold works without it */ }
}

export const step = (no: string, title: string, name: string, body: object, version?: number): Step => ({ no, title, name, body, version, key: freshKey() })

/** The most cases of one request. */
const AT_ONCE = 200
/** Whether all steps are the same command with the same fields: one request carries them then. */
const alike = (steps: Step[]) => steps.length > 1 && steps.every((one) => one.name === steps[0]!.name && JSON.stringify(one.body) === JSON.stringify(steps[0]!.body))
const failed = (error: unknown) => (error instanceof Refused ? error : new Refused('unavailable', 0, String(error)))

/** Holds steps for five seconds, then sends them one after another. */
export function hold(label: string, steps: Step[], hooks: { back?: () => void; then?: (results: Result[]) => void } = {}): Held {
  for (const one of held.filter((one) => one.state === 'done')) dismiss(one.id)
  // A key holds for each case by itself: the request and a repeat of one row of it are known by the same.
  if (alike(steps)) steps = steps.map((one) => ({ ...one, key: steps[0]!.key }))
  const one: Held = { id: (last += 1), label, steps, sendAt: Date.now() + HOLD, state: 'held', results: [], ...hooks }
  held.push(one)
  keep()
  timers.set(one.id, setTimeout(() => void sendNow(one.id), HOLD))
  return one
}
const find = (id: number) => held.find((one) => one.id === id)

export async function sendNow(id: number): Promise<void> {
  const one = find(id)
  if (!one || one.state !== 'held') return
  clearTimeout(timers.get(id))
  one.state = 'sending'
  if (alike(one.steps)) await together(one)
  else for (const step of one.steps) {
    try {
      one.results.push({ step, outcome: await command(step.no, step.name, step.body, step) })
    } catch (error) { one.results.push({ step, refused: failed(error) }) }
  }
  one.state = 'done'
  keep()
  one.then?.(one.results)
  const good = one.results.every((result) => !result.refused)
  if (good) setTimeout(() => dismiss(id), one.steps.length > 1 ? 12_000 : 4_000)
}
async function together(one: Held) {
  for (let at = 0; at < one.steps.length; at += AT_ONCE) {
    const steps = one.steps.slice(at, at + AT_ONCE)
    const { name, body, key } = steps[0]!
    try {
      const results = await bulk(name, body, steps.map(({ no, version }) => ({ no, ...(version === undefined ? {} : { version }) })), key)
      steps.forEach((step, n) => { const result = results[n]; one.results.push(result instanceof Refused ? { step, refused: result } : result ? { step, outcome: result } : { step, refused: failed('no result') }) })
    } catch (error) { for (const step of steps) one.results.push({ step, refused: failed(error) }) }
  }
}
/** Takes back what has not been sent. */
export function undo(id?: number): boolean {
  const one = id === undefined ? [...held].reverse().find((one) => one.state === 'held') : find(id)
  if (!one || one.state !== 'held') return false
  clearTimeout(timers.get(one.id))
  dismiss(one.id)
  one.back?.()
  return true
}
export function dismiss(id: number) {
  const at = held.findIndex((one) => one.id === id)
  if (at >= 0) held.splice(at, 1)
  keep()
}
export const canUndo = computed(() => held.some((one) => one.state === 'held'))
/** Numbers that wait to be sent: lists show them as leaving. */
export const leaving = computed(() => new Set(held.filter((one) => one.state !== 'done').flatMap((one) => one.steps.map((step) => step.no))))

/** Whoever leaves the page means it: what is held goes out now. */
window.addEventListener('pagehide', () => { for (const one of held) if (one.state === 'held') void sendNow(one.id) })

/** What a closed window left behind is sent; the keys see to it that nothing happens twice. */
export function resume() {
  let waiting: { label: string; steps: Step[]; person: string | undefined }[] = []
  try { waiting = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as typeof waiting } catch { /* nothing readable was kept */ }
  for (const one of waiting) if (one.person === session.me?.person) void sendNow(hold(one.label, one.steps).id)
}
