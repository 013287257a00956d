// Steps of a history in words: how a step ended, and a line about who did what, for collisions.
import type { HistoryLine } from './api/client'
import { lists } from './reference'
import { clauses, isEnglish, labelled, listed, w, word } from './language'
import { when } from './telling'

/** How a step ended: 通过, 同意 3 个工作日, 上门 联系上了 … */
export function resultsOf(step: HistoryLine): string {
  const r = (step.results ?? {}) as Record<string, unknown>
  const parts: string[] = []
  const yes = (name: string, good: string, bad: string) => {
    if (typeof r[name] === 'boolean') parts.push(r[name] ? good : bad)
  }
  yes('passed', w.told.passed, w.told.sentBack)
  yes('upheld', w.told.upheld, w.told.rejected)
  yes('granted', w.told.granted, w.told.refused)
  if (r.binds === true) parts.push(w.told.binds)
  if (typeof r.how === 'string') parts.push(word(w.told.how, r.how))
  yes('reached', w.told.reached, w.told.notReached)
  if (typeof r.days === 'number' && r.days > 0) parts.push(w.told.days(r.days))
  if (typeof r.outcome === 'string') parts.push(word(w.told.outcome, r.outcome))
  if (typeof r.grade === 'number') parts.push(w.grade[r.grade] ?? '')
  yes('solved', w.told.solved, w.told.unsolved)
  if (typeof r.commitment_until === 'string') parts.push(w.told.promisedBy(r.commitment_until))
  if (typeof r.round === 'number') parts.push(w.told.round(r.round))
  if (typeof r.timer === 'string') parts.push(word(w.told.timer, r.timer.split('/')[0]))
  if (r.escalated === true) parts.push(w.told.escalated)
  if (r.public === true) parts.push(w.told.public)
  if (typeof r.into === 'string') parts.push(r.into)
  if (typeof r.what === 'string') parts.push(word(w.act.partList, r.what))
  if (typeof r.reason === 'string') {
    const list = step.kind === 'declined' ? lists.reasons.decline : lists.reasons.return
    const reason = list.find((one) => one.code === r.reason)
    parts.push(reason ? (isEnglish.value ? reason.english : reason.name) : r.reason)
  }
  return clauses(...parts)
}

/** Who did what, to whom: 鼓楼区城管局 签收. Of a ruling the unit is the one whose return was ruled on, beside who ruled. */
export function headOf(step: HistoryLine): string {
  if (step.kind === 'return_ruled') return [step.ruler, w.told.ruledOn(step.unit ?? ''), listed(step.to ?? [])].filter(Boolean).join(' ')
  return [whoOf(step), word(w.event, step.kind), listed(step.to ?? [])].filter(Boolean).join(' ')
}

/** Whose step it was: the unit, or who came from outside; the clock is nobody. */
export function whoOf(step: HistoryLine): string {
  if (step.unit) return step.unit
  return step.actor.startsWith('staff') || step.actor === 'system' ? '' : word(w.role, step.actor)
}

/** A piece of evidence: what it shows, when and where, in the unit's words. */
export interface Piece {
  what: string
  at?: string
  place?: string
}
/** Pieces of evidence, kept as a list; none where it cannot be read as one. */
export function piecesOf(text: string): Piece[] | undefined {
  try {
    return JSON.parse(text) as Piece[]
  } catch {
    return undefined
  }
}
export function evidenceText(text: string): string {
  const pieces = piecesOf(text)
  if (!pieces) return text
  return labelled(
    w.told.field.evidence!,
    pieces.map((piece) => clauses(piece.what, piece.at, piece.place)).join(isEnglish.value ? '; ' : '；'),
  )
}

/** Who did what in between, for somebody whose step met a newer version. */
export function collision(step: HistoryLine): string {
  const ruled = step.kind === 'return_ruled'
  const unit = ruled ? (step.ruler ?? '') : (step.unit ?? '')
  const who = step.by || (step.actor.startsWith('staff') ? unit || w.act.conflictCentre : word(w.role, step.actor))
  const what = [ruled ? headOf({ ...step, ruler: null }) : `${word(w.event, step.kind)} ${listed(step.to ?? [])}`.trim(), resultsOf(step)]
    .filter(Boolean)
    .join(' ')
  return w.act.conflictBy(who, who === unit ? '' : unit, what, when(step.at))
}
