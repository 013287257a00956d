// Five seconds in which a step can be undone: nothing is sent before they are over. What waits is also
// kept in the browser with its key, one place a window, so that another window sends what a closed one left
// behind, exactly once, and never what one that is open still holds.
import { computed, reactive } from 'vue'
import { bulk, command, freshKey, offline, Refused, type Outcome } from './api/client'
import { glance } from './cases'
import { dropSent, type Sent } from './drafts'
import { session } from './session'

export const HOLD = 5_000
/** `draft`: the words of the step as their form keeps them: that draft goes once the step was taken. */
export interface Step {
  no: string
  title: string
  name: string
  body: object
  version?: number | undefined
  key: string
  draft?: Sent | undefined
}
export interface Result {
  step: Step
  outcome?: Outcome
  refused?: Refused
  /** Of a step that others were faster with: whether it may still be taken. */
  closed?: boolean
}
/** Where a step leads on to, once it was taken: offered, never gone to by itself. */
export interface Onward {
  to: string
  name: string
}
interface Waiting {
  /** Did not get through: it waits to be asked for again, and is never sent by itself. */
  failed?: boolean
  label: string
  steps: Step[]
  sendAt: number
  person: string | undefined
  onward?: Onward | undefined
}
export interface Held extends Waiting {
  id: number
  state: 'held' | 'sending' | 'done'
  results: Result[]
  back?: (() => void) | undefined
  then?: ((results: Result[]) => void) | undefined
}

export const held = reactive<Held[]>([])
const KEPT = 'desk.held'
/** What this window keeps lies under a name of its own, and it holds the lock of that name while it lives. */
const HERE = `${KEPT}:${freshKey()}`
const locks = (navigator as { locks?: LockManager }).locks
void locks?.request(HERE, () => new Promise(() => {})).catch(() => {})
/** Without locks, what another window keeps counts as left behind so long after it was to be sent. */
const LONG_PAST = 60_000
let last = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()

function store(place: string, waiting: Waiting[]) {
  try {
    if (waiting.length) localStorage.setItem(place, JSON.stringify(waiting))
    else localStorage.removeItem(place)
  } catch {
    /* the hold works without it */
  }
}
/** Steps of which nobody knows whether they arrived: no network, or a server in trouble. */
export const unsent = ({ refused }: Result) => !!refused && (refused.code === 'offline' || refused.status >= 500)
/** A page that goes away breaks off what it is sending: that is left to the next window, which sends it with the same keys. */
let going = false
function keep() {
  if (going) return
  store(HERE, waitingOf(held))
}
function waitingOf(some: Held[]): Waiting[] {
  return some
    .map(({ label, steps, sendAt, person, onward, state, results }): Waiting => {
      const failed = state === 'done'
      return { label, steps: failed ? results.filter(unsent).map((result) => result.step) : steps, sendAt, person, onward, failed }
    })
    .filter((one) => one.steps.length)
}

export const step = (no: string, title: string, name: string, body: object, version?: number, draft?: Sent): Step => ({
  no,
  title,
  name,
  body,
  version,
  key: freshKey(),
  draft,
})

/** The most cases of one request. */
const AT_ONCE = 200
/** Whether all steps are the same command with the same fields: one request carries them then. */
const alike = (steps: Step[]) =>
  steps.length > 1 && steps.every((one) => one.name === steps[0]!.name && JSON.stringify(one.body) === JSON.stringify(steps[0]!.body))
const failed = (error: unknown) => (error instanceof Refused ? error : new Refused('unavailable', 0, String(error)))

/** What is over and asks for nothing more; a refusal stays until it was read or the step was taken after all. */
const settled = (one: Held) => one.state === 'done' && !one.onward && one.results.every((result) => !result.refused)

/** Holds steps for five seconds, then sends them one after another. */
export function hold(
  label: string,
  steps: Step[],
  hooks: { back?: () => void; then?: (results: Result[]) => void; onward?: Onward | undefined } = {},
): Held {
  for (const one of held.filter(settled)) dismiss(one.id)
  // Ten of the same command are told apart by their cases.
  const only = steps.length === 1 ? steps[0]!.no : ''
  if (only && !label.includes(only)) label = `${label} ${only}`
  // A key holds for each case by itself: the request and a repeat of one row of it are known by the same.
  if (alike(steps)) steps = steps.map((one) => ({ ...one, key: steps[0]!.key }))
  const one: Held = {
    id: (last += 1),
    label,
    steps,
    sendAt: Date.now() + HOLD,
    person: session.me?.person,
    state: 'held',
    results: [],
    ...hooks,
  }
  held.push(one)
  keep()
  timers.set(
    one.id,
    setTimeout(() => void sendNow(one.id), HOLD),
  )
  return one
}
const find = (id: number) => held.find((one) => one.id === id)

export async function sendNow(id: number): Promise<void> {
  const one = find(id)
  if (!one || one.state !== 'held') return
  clearTimeout(timers.get(id))
  one.state = 'sending'
  if (alike(one.steps)) await together(one)
  else
    for (const step of one.steps) {
      try {
        one.results.push({ step, outcome: await command(step.no, step.name, step.body, step) })
      } catch (error) {
        one.results.push({ step, refused: failed(error) })
      }
    }
  await Promise.all(
    one.results
      .filter(({ refused }) => refused?.status === 412)
      .slice(0, REREAD)
      .map(reread),
  )
  one.state = 'done'
  for (const { step, refused } of one.results)
    if (!refused) {
      if (step.draft) dropSent(step.draft)
      answered(step, one)
    }
  keep()
  one.then?.(one.results)
  if (settled(one)) setTimeout(() => dismiss(id), one.steps.length > 1 ? 12_000 : 4_000)
}
/** Of so many cases at once it is asked whether a refused step may still be taken. */
const REREAD = 20
/** What can only fail is not offered again. */
async function reread(result: Result) {
  const now = await glance(result.step.no)
  if (now) result.closed = !now.actions.some((action) => action.command === result.step.name && action.allowed)
}
/** A step that was taken after all answers the refusals of the same step before it. */
function answered(step: Step, by: Held) {
  for (const one of held.filter((one) => one !== by && one.state === 'done'))
    forgetRefusal(one, (other) => other.no === step.no && other.name === step.name)
}
/** Forgets refused results; an entry without any more of them goes. */
export function forgetRefusal(one: Held, which: (step: Step) => boolean) {
  const left = one.results.filter((result) => !result.refused || !which(result.step))
  if (left.length === one.results.length) return
  one.results = left
  if (left.every((result) => !result.refused)) dismiss(one.id)
}
async function together(one: Held) {
  for (let at = 0; at < one.steps.length; at += AT_ONCE) {
    const steps = one.steps.slice(at, at + AT_ONCE)
    const { name, body, key } = steps[0]!
    try {
      const results = await bulk(
        name,
        body,
        steps.map(({ no, version }) => ({ no, ...(version === undefined ? {} : { version }) })),
        key,
      )
      steps.forEach((step, n) => {
        const result = results[n]
        one.results.push(
          result instanceof Refused
            ? { step, refused: result }
            : result
              ? { step, outcome: result }
              : { step, refused: failed('no result') },
        )
      })
    } catch (error) {
      for (const step of steps) one.results.push({ step, refused: failed(error) })
    }
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
export const leaving = computed(
  () => new Set(held.filter((one) => one.state !== 'done').flatMap((one) => one.steps.map((step) => step.no))),
)

/** Whoever leaves the page means it, also by signing out: what is held goes out now. */
export const sendAll = () => Promise.all(held.filter((one) => one.state === 'held').map((one) => sendNow(one.id)))
window.addEventListener('pagehide', () => {
  void sendAll()
  going = true
})
window.addEventListener('pageshow', () => {
  going = false
})

/** What a closed window left behind is sent; the keys see to it that nothing happens twice. A window that is
 * open holds its lock, so that waiting for it is waiting for its end. */
export function resume() {
  const others = held.filter((one) => one.state === 'done' && one.person !== session.me?.person)
  // What did not get through for somebody else is his when he comes again.
  if (others.length) store(`${KEPT}:${freshKey()}`, waitingOf(others))
  for (const one of others) dismiss(one.id)
  let places: string[] = []
  try {
    places = Object.keys(localStorage).filter((place) => place.startsWith(KEPT) && place !== HERE)
  } catch {
    /* nothing is kept */
  }
  for (const place of places) {
    if (!locks) takeOver(place, Date.now() - LONG_PAST)
    else if (!awaited.has(place)) {
      awaited.add(place)
      void locks
        .request(place, () => takeOver(place, Infinity))
        .catch(() => {})
        .finally(() => awaited.delete(place))
    }
  }
}
/** What did not get through before the page went stands there again, with its key. */
function notThrough({ label, steps, sendAt, person, onward }: Waiting) {
  const results = steps.map((step) => ({ step, refused: offline() }))
  held.push({ id: (last += 1), label, steps, sendAt, person, onward, state: 'done', results })
  keep()
}
// What another window begins to keep is waited for, too: it may be the one that closes.
window.addEventListener('storage', ({ key, newValue }) => {
  if (locks && newValue && key?.startsWith(KEPT) && session.me) resume()
})
const awaited = new Set<string>()
function takeOver(place: string, before: number) {
  let left: Waiting[] = []
  try {
    left = JSON.parse(localStorage.getItem(place) ?? '[]') as Waiting[]
  } catch {
    /* nothing readable was kept */
  }
  const ours = left.filter((one) => one.person === session.me?.person && (one.sendAt ?? 0) < before)
  for (const one of ours.filter((one) => one.failed)) notThrough(one)
  const taken = ours.filter((one) => !one.failed).map((one) => hold(one.label, one.steps, { onward: one.onward }))
  // Only now, when it is kept under the name of this window.
  store(
    place,
    left.filter((one) => !ours.includes(one)),
  )
  for (const one of taken) void sendNow(one.id)
}
