// A call while it is written: what stands in it, what is missing, and what it becomes when it is sent.
import { pointOf } from './acts/table'
import type { Kind } from './api/client'
import type { Cited } from './knowledge/cited'
import { w } from './language'
import { lists } from './reference'
import type { Mode } from './registered'

export interface Call {
  phone: string
  name: string
  address: string
  text: string
  place: string
  area: string
  point: string
  kind: Kind | ''
  item: string
  title: string
  confidential: boolean
  anonymous: boolean
  report: boolean
  urgent: boolean
  simple: boolean
  mode: Mode
  answer: string
  reason: string
  advice: string
  to: string
  note: string
  into: string
  own: boolean
  /** The state of the case that the words go into, where it is not open any more. */
  over: string
  cited: Cited | null
  first: First | null
}
/** The case that this call has become, while the step after registering is still to be taken. */
export interface First {
  no: string
  accepted: boolean
}
export const blank = (): Call => ({
  phone: '',
  name: '',
  address: '',
  text: '',
  place: '',
  area: '',
  point: '',
  kind: '',
  item: '',
  title: '',
  confidential: false,
  anonymous: false,
  report: false,
  urgent: false,
  simple: false,
  mode: 'accept',
  answer: '',
  reason: '',
  advice: '',
  to: '',
  note: '',
  into: '',
  own: false,
  over: '',
  cited: null,
  first: null,
})
/** Begins the note on somebody else's case. It becomes part of the record, which is Chinese whatever the screen speaks. */
export const ALSO = '又有来电反映同一件事：'
/** Whether a unit still works on a case, so that words put into it are read by whoever answers. */
export const isOpen = (line: { status: string }) => ['submitted', 'accepted', 'in_progress'].includes(line.status)
export const KINDS: Kind[] = ['consult', 'complaint', 'suggestion', 'help']

/** What is missing or wrong, by field. */
export function lacks(call: Call): Record<string, string> {
  const wrong: Record<string, string> = {}
  if (call.mode === 'urge') return wrong
  if (!call.text.trim()) wrong.text = call.mode === 'append' ? w.written.needOwn : w.agent.needText
  if (call.mode === 'append') return wrong
  if (call.point.trim() && !pointOf(call.point)) wrong.point = w.act.pointForm
  if (!call.kind) wrong.kind = w.agent.needKind
  if (call.mode === 'answer' && !call.answer.trim()) wrong.answer = w.act.required(w.agent.answerHere)
  if (call.mode === 'decline' && !call.reason) wrong.reason = w.act.required(w.agent.declineHere)
  if (call.mode === 'transfer' && !call.to.trim()) wrong.to = w.act.required(w.agent.transferHere)
  return wrong
}
/** The registration. */
export function registration(now: Call) {
  const line = (value: string) => value.trim() || undefined
  const who = now.anonymous ? {} : { name: line(now.name), phone: line(now.phone.normalize('NFKC')), address: line(now.address) }
  const requester = Object.fromEntries(Object.entries(who).filter(([, value]) => value))
  const title = line(now.title) ?? [...now.text.trim().split(/[\n。！？!?]/)[0]!].slice(0, 40).join('')
  return {
    channel: 'phone',
    kind: now.kind as Kind,
    text: now.text,
    title,
    place: line(now.place) ?? null,
    area: now.area || null,
    point: pointOf(now.point) ?? null,
    item: now.item || null,
    requester: Object.keys(requester).length ? requester : null,
    anonymous: now.anonymous,
    confidential: now.confidential,
    report: now.report,
    urgent: now.urgent,
    simple: now.simple,
    accept: now.mode === 'accept' || now.mode === 'answer',
  }
}
/** What follows the registration, in order: a case that was registered to be declined has to be accepted first. */
export function following(now: Call, accepted: boolean): [string, object][] {
  const last: [string, object][] =
    now.mode === 'answer'
      ? [
          [
            'answer_directly',
            { text: now.answer, ...(now.cited ? { knowledge: { entry: now.cited.entry, version: now.cited.version } } : {}) },
          ],
        ]
      : now.mode === 'decline'
        ? [['decline', { reason: now.reason, advice: now.advice || adviceOf(now.reason) }]]
        : now.mode === 'transfer'
          ? [['transfer', { to: now.to, ...(now.note ? { note: now.note } : {}) }]]
          : []
  return accepted || now.mode === 'decline' || now.mode === 'transfer' ? last : [['accept', {}], ...last]
}
const adviceOf = (code: string) => lists.reasons.decline.find((one) => one.code === code)?.advice ?? ''
