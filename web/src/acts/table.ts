// Every command as a form: its fields, its key, and whether it is held for five seconds before it is sent.
// Which commands somebody may give comes from the case's `actions`; this table only knows how to ask.
import type { FullCase } from '../api/client'
import { w } from '../language'
import { LINE, WORDS } from '../most'
import { piecesOf, type Piece } from '../steps'
import { posts, session } from '../session'

export type FieldKind =
  | 'words'
  | 'line'
  | 'person'
  | 'unit'
  | 'units'
  | 'choice'
  | 'yes'
  | 'check'
  | 'days'
  | 'date'
  | 'reason'
  | 'item'
  | 'area'
  | 'evidence'
  | 'parts'
export interface Field {
  name: string
  kind: FieldKind
  label: () => string
  required?: boolean
  max?: number
  rows?: number
  help?: () => string
  options?: () => Option[]
  check?: (value: string) => string | undefined
  list?: 'decline' | 'return'
  when?: (values: Values) => boolean
}
export type Values = Record<string, unknown>
/** `lang`: of a label that is Chinese in either language, such as a unit's name. */
export interface Option {
  value: string | number | boolean
  label: string
  lang?: 'zh-CN'
}
export interface Act {
  name: string
  key?: string
  held: boolean
  fields: Field[]
  danger?: boolean
  help?: () => string
  start?: (seen: FullCase) => Values
  body?: (values: Values) => Values
}

const words = (name: string, label: () => string, more: Partial<Field> = {}): Field => ({
  name,
  kind: 'words',
  label,
  max: WORDS,
  rows: 4,
  ...more,
})
const line = (name: string, label: () => string, more: Partial<Field> = {}): Field => ({ name, kind: 'line', label, max: LINE, ...more })
const reason = (more: Partial<Field> = {}) => words('reason', () => w.act.reason, { required: true, rows: 3, ...more })
const decision = (good: string, bad: string, yes: () => string, no: () => string): Field => ({
  name: 'decision',
  kind: 'choice',
  required: true,
  label: () => w.act.decision,
  options: () => [
    { value: good, label: yes() },
    { value: bad, label: no() },
  ],
})
/** What a field offers to choose from by one press, yes and no among it; nothing where something is written. */
export function optionsOf(field: Field): Option[] {
  if (field.kind === 'yes')
    return [
      { value: true, label: w.desk.yes },
      { value: false, label: w.desk.no },
    ]
  return field.kind === 'choice' ? (field.options?.() ?? []) : []
}
const listed = (list: () => Record<string, string>) => () => Object.entries(list()).map(([value, label]) => ({ value, label }))

/** Longitude and latitude as somebody types or pastes them. */
export function pointOf(text: string): { lng: number; lat: number } | undefined {
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text)
  return found ? { lng: Number(found[1]), lat: Number(found[2]) } : undefined
}

/** A reply that was sent back is begun with the unit's own words, not with an empty sheet. */
function sentBack(seen: FullCase): Values {
  const own = new Set(posts().map((post) => post.unit_name))
  const steps = [...seen.history].reverse()
  const at = steps.findIndex((step) => step.kind === 'replied' && !!step.unit && own.has(step.unit) && !!step.words.text)
  if (at < 0 || !steps.slice(0, at).some((step) => step.kind === 'reviewed' && step.results?.passed === false)) return {}
  // A round begun or an answer given since asks for a reply of its own.
  if (steps.slice(0, at).some((step) => ['round_begun', 'answered', 'reopened'].includes(step.kind))) return {}
  const { text, evidence, commitment } = steps[at]!.words
  const until = steps[at]!.results?.commitment_until
  return {
    text,
    ...(commitment ? { commitment, ...(typeof until === 'string' ? { until } : {}) } : {}),
    ...(evidence ? { evidence: written(evidence) } : {}),
  }
}
/** Pieces as the form's fields keep them: each by a name of its own, which goes nowhere. */
const written = (text: string) =>
  (piecesOf(text) ?? []).map(({ what, at, place }, n) => ({ id: `before-${n}`, what, at: at ?? '', place: place ?? '' }))
/** More is typed by mistake; how many may be had is the server's to say, with the actions of the case. */
export const MOST_DAYS = 60
/** Why something typed is no number of working days that may be had. */
export function daysForm(value: unknown, most = MOST_DAYS): string | undefined {
  const days = Number(value)
  return value === '' || value === undefined || value === null || (Number.isInteger(days) && days >= 1 && days <= most)
    ? undefined
    : w.act.daysForm(most)
}

export const ACTS: Act[] = [
  {
    name: 'accept',
    key: 'a',
    held: false,
    fields: [
      { name: 'kind', kind: 'choice', label: () => w.act.kind, options: listed(() => w.kind) },
      { name: 'item', kind: 'item', label: () => w.act.item },
      { name: 'urgent', kind: 'check', label: () => w.act.urgent, help: () => w.act.urgentHelp },
      { name: 'simple', kind: 'check', label: () => w.act.simple },
    ],
    start: (seen) => ({ kind: seen.kind, item: seen.item ?? '', urgent: seen.urgent, simple: seen.simple }),
  },
  {
    name: 'dispatch',
    key: 'p',
    held: true,
    fields: [
      { name: 'lead', kind: 'unit', label: () => w.act.lead, required: true },
      { name: 'assist', kind: 'units', label: () => w.act.assist },
      words('note', () => w.act.note, { rows: 2 }),
    ],
  },
  { name: 'sign', key: 's', held: false, fields: [] },
  {
    name: 'reply',
    key: 'r',
    held: true,
    fields: [
      words('text', () => w.act.text, { required: true, rows: 8 }),
      { name: 'evidence', kind: 'evidence', label: () => w.act.evidence },
      line('commitment', () => w.act.commitment),
      { name: 'until', kind: 'date', label: () => w.act.commitmentUntil, when: (values) => !!values.commitment },
    ],
    body: ({ text, evidence, commitment, until }) => ({
      text,
      evidence: ((evidence ?? []) as Piece[]).map(({ what, at, place }) => ({ what, at, place })),
      ...(commitment ? { commitment: { text: commitment, ...(until ? { until } : {}) } } : {}),
    }),
    start: sentBack,
  },
  {
    name: 'review',
    key: 'r',
    held: true,
    fields: [
      decision(
        'pass',
        'send_back',
        () => w.act.pass,
        () => w.act.sendBack,
      ),
      words('text', () => w.act.reviewText, { when: (values) => values.decision === 'pass', rows: 6 }),
      reason({ when: (values) => values.decision === 'send_back' }),
    ],
    start: () => ({ decision: 'pass' }),
  },
  {
    name: 'rule_on_return',
    key: 'l',
    held: true,
    fields: [
      decision(
        'uphold',
        'reject',
        () => w.act.uphold,
        () => w.act.reject,
      ),
      { name: 'unit', kind: 'choice', label: () => w.act.unitToRule, required: true },
      { name: 'lead', kind: 'unit', label: () => w.act.lead, when: (values) => values.decision === 'uphold' },
      reason(),
    ],
  },
  {
    name: 'designate_fallback',
    key: 'f',
    held: true,
    fields: [{ name: 'unit', kind: 'unit', label: () => w.act.unit, required: true }, reason()],
  },
  {
    name: 'decide_extension',
    key: 'e',
    held: true,
    fields: [
      decision(
        'grant',
        'refuse',
        () => w.act.grant,
        () => w.act.refuse,
      ),
      { name: 'days', kind: 'days', label: () => w.act.days, when: (values) => values.decision === 'grant' },
      reason(),
    ],
    start: (seen) => ({ days: seen.extension_asked ?? 1 }),
  },
  {
    name: 'decide_waiting',
    key: 'w',
    held: true,
    fields: [
      decision(
        'grant',
        'refuse',
        () => w.act.grant,
        () => w.act.refuse,
      ),
      reason(),
    ],
  },
  {
    name: 'follow_up',
    key: 'f',
    held: true,
    fields: [
      { name: 'outcome', kind: 'choice', label: () => w.callBack.outcome, required: true, options: listed(() => w.act.outcomeList) },
      {
        name: 'grade',
        kind: 'choice',
        label: () => w.callBack.grade,
        when: (values) => values.outcome === 'reached',
        options: () => [5, 4, 3, 2, 1].map((value) => ({ value, label: w.grade[value]! })),
      },
      { name: 'solved', kind: 'yes', label: () => w.callBack.solved, required: true, when: (values) => values.outcome === 'reached' },
      words('note', () => w.callBack.note, { rows: 2 }),
    ],
  },
  { name: 'rework', key: 'r', held: true, fields: [reason(), { name: 'lead', kind: 'unit', label: () => w.act.lead }] },
  {
    name: 'note_progress',
    key: 'n',
    held: false,
    fields: [words('text', () => w.act.text, { required: true }), { name: 'public', kind: 'check', label: () => w.act.public }],
  },
  {
    name: 'contact',
    key: 't',
    held: false,
    fields: [
      { name: 'how', kind: 'choice', label: () => w.act.how, required: true, options: listed(() => w.act.howList) },
      { name: 'reached', kind: 'yes', label: () => w.act.reached, required: true },
      words('note', () => w.act.note, { rows: 3 }),
    ],
    start: () => ({ how: 'phone' }),
  },
  {
    name: 'delegate',
    key: 'd',
    held: true,
    fields: [{ name: 'to', kind: 'unit', label: () => w.act.unit, required: true }, words('note', () => w.act.note, { rows: 2 })],
  },
  {
    name: 'request_extension',
    key: 'e',
    held: false,
    help: () => w.act.extensionHelp,
    fields: [{ name: 'days', kind: 'days', label: () => w.act.days, required: true }, reason()],
    start: () => ({ days: 1 }),
  },
  {
    name: 'return',
    key: 'b',
    held: true,
    help: () => w.act.returnHelp,
    fields: [
      { name: 'reason', kind: 'reason', list: 'return', label: () => w.act.reason, required: true },
      words('basis', () => w.act.basis, { required: true, rows: 3 }),
      { name: 'suggest', kind: 'unit', label: () => w.act.suggest },
    ],
  },
  { name: 'ask_requester', key: 'q', held: false, fields: [words('question', () => w.act.question, { required: true, rows: 3 })] },
  {
    name: 'take',
    key: 'y',
    held: false,
    fields: [line('person', () => w.act.person, { kind: 'person', required: true, help: () => w.act.personHelp })],
    start: () => ({ person: session.me?.name ?? '' }),
  },
  { name: 'hear_from_requester', key: 'g i', held: false, fields: [words('text', () => w.act.text, { required: true })] },
  { name: 'answer_directly', held: true, fields: [words('text', () => w.act.text, { required: true, rows: 6 })] },
  {
    name: 'decline',
    key: 'u',
    held: true,
    danger: true,
    help: () => w.act.declineHelp,
    fields: [
      { name: 'reason', kind: 'reason', list: 'decline', label: () => w.act.reason, required: true },
      words('advice', () => w.act.advice, { required: true, rows: 4 }),
    ],
  },
  {
    name: 'transfer',
    held: true,
    fields: [line('to', () => w.act.to, { required: true, help: () => w.act.toHelp }), words('note', () => w.act.note, { rows: 3 })],
  },
  {
    name: 'correct',
    key: 'c',
    held: false,
    fields: [
      { name: 'kind', kind: 'choice', label: () => w.act.kind, options: listed(() => w.kind) },
      { name: 'item', kind: 'item', label: () => w.act.item },
      line('place', () => w.act.place),
      line('point', () => w.act.point, {
        max: 40,
        help: () => w.act.pointHelp,
        check: (value) => (value.trim() && !pointOf(value) ? w.act.pointForm : undefined),
      }),
      { name: 'area', kind: 'area', label: () => w.act.area },
      { name: 'urgent', kind: 'check', label: () => w.act.urgent, help: () => w.act.urgentHelp },
      reason(),
    ],
    start: (seen) => ({ kind: seen.kind, item: seen.item ?? '', place: '', point: '', area: seen.area ?? '', urgent: seen.urgent }),
    body: (values) => ({ ...values, point: pointOf(String(values.point ?? '')) }),
  },
  {
    name: 'publish',
    key: 'p',
    held: true,
    help: () => w.act.publishHelp,
    fields: [
      line('title', () => w.act.title2, { required: true }),
      words('text', () => w.act.text, { required: true }),
      words('answer', () => w.act.answer, { required: true }),
    ],
    // It begins with the server's masked proposal, not with the case's own words.
    start: () => ({ title: '', text: '', answer: '' }),
  },
  {
    name: 'rate',
    held: true,
    fields: [
      {
        name: 'grade',
        kind: 'choice',
        label: () => w.act.grade,
        required: true,
        options: () => [5, 4, 3, 2, 1].map((value) => ({ value, label: w.grade[value]! })),
      },
      { name: 'solved', kind: 'yes', label: () => w.act.solved, required: true },
      words('comment', () => w.act.comment, { rows: 2 }),
    ],
  },
  { name: 'urge', key: 'u', held: true, fields: [words('text', () => w.act.text, { rows: 2 })] },
  { name: 'supervise', key: 'h', held: true, fields: [reason()] },
  { name: 'write_handling_text', key: 'h', held: false, fields: [words('text', () => w.act.handlingText, { required: true, rows: 5 })] },
  {
    name: 'release',
    held: false,
    fields: [{ name: 'what', kind: 'choice', label: () => w.act.what, required: true, options: listed(() => w.act.partList) }, reason()],
  },
  { name: 'close', held: true, fields: [reason()] },
  { name: 'merge', held: true, fields: [line('into', () => w.act.into, { required: true })] },
  { name: 'unmerge', held: true, fields: [reason()] },
  { name: 'split', held: true, fields: [{ name: 'parts', kind: 'parts', label: () => w.act.parts, required: true }] },
  { name: 'reopen', held: true, fields: [reason()] },
  { name: 'ask_rework', held: false, fields: [reason()] },
  { name: 'withdraw', held: true, danger: true, fields: [reason()] },
  { name: 'flag_caller', held: false, fields: [reason()] },
  { name: 'annotate', key: 'm', held: false, fields: [words('text', () => w.act.text, { required: true, rows: 3 })] },
  { name: 'reveal_identity', key: 'i', held: false, help: () => w.act.revealHelp, fields: [reason({ rows: 2 })] },
]
const byName = new Map(ACTS.map((act) => [act.name, act]))
export const actOf = (name: string) => byName.get(name)
/** What a command decides before anything else, where it does: a ruling, a grant. */
export function decisionOf(name: string): Field | undefined {
  const first = actOf(name)?.fields[0]
  return first?.required && optionsOf(first).length ? first : undefined
}

/** The body of the command: what is empty or does not apply is left out. */
export function bodyOf(act: Act, values: Values): Values {
  const shown = Object.fromEntries(
    act.fields.filter((field) => field.when?.(values) ?? true).map((field) => [field.name, values[field.name]]),
  )
  const body = act.body ? act.body(shown) : shown
  return Object.fromEntries(
    Object.entries(body).filter(
      ([, value]) => value !== undefined && value !== '' && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  )
}
/** What somebody wrote in a command, field by field: not what he chose. */
export function writtenOf(name: string, body: object): { label: string; text: string }[] {
  const values = body as Values
  if (name === 'follow_up') return typeof values.note === 'string' ? [{ label: w.callBack.note, text: values.note }] : []
  return (actOf(name)?.fields ?? []).flatMap((field) => {
    const value = values[field.name]
    if (Array.isArray(value) && ['evidence', 'parts'].includes(field.kind)) {
      const text = (value as Record<string, string>[])
        .map((one) => [one.what, one.at, one.place, one.title, one.text].filter(Boolean).join(' · '))
        .join('\n')
      return text ? [{ label: field.label(), text }] : []
    }
    return ['words', 'line', 'person'].includes(field.kind) && typeof value === 'string' && value
      ? [{ label: field.label(), text: value }]
      : []
  })
}
/** Field name → why it is not right yet. */
export function missing(act: Act, values: Values): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const field of act.fields) {
    if (field.when && !field.when(values)) continue
    const value = values[field.name]
    const empty =
      value === undefined || value === null || (typeof value === 'string' && !value.trim()) || (Array.isArray(value) && value.length === 0)
    if (field.required && empty) wrong[field.name] = w.act.required(field.label())
    const length = typeof value === 'string' ? [...value].length : 0
    const odd = typeof value === 'string' ? field.check?.(value) : undefined
    if (odd) wrong[field.name] = odd
    const days = field.kind === 'days' ? daysForm(value) : undefined
    if (days) wrong[field.name] = days
    if (field.max && length > field.max) wrong[field.name] = w.act.tooLong(field.label(), field.max, length)
  }
  return wrong
}
/** What is wrong yet after some values were changed. */
export const stillWrong = (wrong: Record<string, string>, now: Values, was: Values) =>
  Object.fromEntries(Object.entries(wrong).filter(([name]) => now[name] === was[name]))
