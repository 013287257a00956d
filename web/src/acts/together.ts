// What may be done with several cases of a list at once, and what each asks for. What differs from case to
// case is not asked: a case keeps its own, or the server takes it from the case.
import type { ListName } from '../inbox'
import { w, word } from '../language'
import { actOf, type Act, type Field, type Values } from './table'

export interface Together {
  command: string
  /** What the button says; the command's name otherwise. */
  label?: () => string
  /** Values that are settled by the button. */
  given?: Values
  /** Fields that are not asked here. */
  without?: string[]
  help?: () => string
  /** Everything that the server must not meet anew: adding words minds no version. */
  adding?: boolean
}
const adding = (command: string): Together => ({ command, adding: true })
const progress = [adding('note_progress'), { command: 'delegate' }]

export const TOGETHER: Partial<Record<ListName, Together[]>> = {
  to_accept: [{ command: 'accept', without: ['kind', 'item', 'urgent', 'simple'] }],
  to_rule: [{ command: 'rule_on_return', without: ['unit'], help: () => w.many.ruling }, { command: 'designate_fallback' }],
  extensions: [{ command: 'decide_extension', help: () => w.many.asAsked }],
  waiting: [{ command: 'decide_waiting' }],
  rework_asked: [{ command: 'rework' }, { command: 'close' }],
  to_review: [
    { command: 'review', label: () => w.act.pass, given: { decision: 'pass' }, without: ['decision', 'text', 'reason'] },
    {
      command: 'review',
      label: () => w.act.sendBack,
      given: { decision: 'send_back' },
      without: ['decision', 'text'],
      help: () => w.many.sendBack,
    },
  ],
  // Only what needs no answer of the person called: grades are given one by one.
  call_back: [
    {
      command: 'follow_up',
      label: () => w.act.outcomeList.not_reached!,
      given: { outcome: 'not_reached' },
      without: ['outcome', 'grade', 'solved'],
      help: () => w.callBack.tries,
    },
  ],
  in_hand: [...progress, { command: 'take' }],
  due_today: progress,
  overdue: progress,
  rework: progress,
  assisting: [adding('note_progress')],
}
export const URGE = adding('urge')
export const SUPERVISE: Together = { command: 'supervise' }
export const ANNOTATE = adding('annotate')

export const nameOf = (one: Together) => one.label?.() ?? word(w.command, one.command)
export const fieldsOf = (one: Together): Field[] => (actOf(one.command)?.fields ?? []).filter((field) => !one.without?.includes(field.name))
/** The command as it is asked for here. */
export const actFor = (one: Together): Act => ({ ...actOf(one.command)!, fields: fieldsOf(one) })
