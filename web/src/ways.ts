// 工作区: the ways of the desk, which roles have them, and whose badges they carry.
import { computed, reactive } from 'vue'
import { api, read, type MyPost } from './api/client'
import type { ListName } from './inbox'
import { onNews } from './live'
import { session, unitsWith } from './session'

type Role = MyPost['role']
/** What the three administrators look after; see `office/`. */
type OfficeWay = 'people' | 'programs' | 'messages' | 'audit' | 'calendar' | 'rules' | 'condition'
export interface Way {
  name:
    | 'calls'
    | 'accept'
    | 'dispatch'
    | 'rulings'
    | 'extensions'
    | 'waiting'
    | 'reworks'
    | 'unit'
    | 'review'
    | 'callBack'
    | 'overview'
    | 'figures'
    | 'cases'
    | 'knowledge'
    | 'templates'
    | OfficeWay
  path: string
  key: string
  roles: Role[]
  list?: ListName
  centre?: boolean
  badge?: ListName[]
}

const DECIDE: Role[] = ['dispatcher', 'shift_lead']
const UNIT: Role[] = ['handler', 'unit_admin', 'reviewer']
const OFFICE: Role[] = ['system_admin', 'security_admin', 'auditor']
/** Who may have 推送地址 of his own, beside keys. */
export const HOOKS: Role[] = ['shift_lead', 'unit_admin']
/** Roles that read and do work on cases at all. */
const WORK: Role[] = ['agent', 'shift_lead', 'dispatcher', 'reviewer', 'call_back', 'handler', 'unit_admin', 'inspector', 'leader']

export const WAYS: Way[] = [
  { name: 'calls', path: '/calls', key: 'g c', roles: ['agent'] },
  { name: 'dispatch', path: '/dispatch', key: 'g d', roles: DECIDE, list: 'to_dispatch', centre: true },
  { name: 'accept', path: '/accept', key: 'g a', roles: ['agent', 'shift_lead', 'dispatcher'], list: 'to_accept', centre: true },
  { name: 'unit', path: '/unit', key: 'g u', roles: [...UNIT, 'dispatcher'], badge: ['to_sign', 'in_hand', 'return_asked'] },
  { name: 'rulings', path: '/rulings', key: 'g r', roles: [...DECIDE, 'handler'], list: 'to_rule' },
  { name: 'extensions', path: '/extensions', key: 'g e', roles: DECIDE, list: 'extensions', centre: true },
  { name: 'waiting', path: '/waiting', key: 'g w', roles: DECIDE, list: 'waiting', centre: true },
  { name: 'reworks', path: '/reworks', key: 'g k', roles: DECIDE, list: 'rework_asked', centre: true },
  { name: 'review', path: '/review', key: 'g v', roles: ['reviewer'], list: 'to_review' },
  // Requesters of secret cases are called by the shift lead: their list has these alone.
  { name: 'callBack', path: '/call-back', key: 'g b', roles: ['call_back', 'shift_lead'], list: 'call_back', centre: true },
  { name: 'overview', path: '/overview', key: 'g o', roles: ['leader', 'inspector', 'shift_lead'] },
  { name: 'figures', path: '/figures', key: 'g j', roles: ['leader', 'inspector', 'shift_lead', 'dispatcher', 'unit_admin'] },
  { name: 'cases', path: '/cases', key: 'g f', roles: WORK },
  {
    name: 'knowledge',
    path: '/knowledge',
    key: 'g n',
    roles: ['agent', 'shift_lead', 'dispatcher', 'reviewer', 'call_back', 'librarian', 'handler', 'unit_admin'],
  },
  ...(
    [
      ['people', 'g p'],
      ['programs', 'g g'],
      ['messages', 'g m'],
      ['audit', 'g t'],
      ['calendar', 'g l'],
      ['rules', 'g s'],
      ['condition', 'g h'],
    ] as const
  ).map(([name, key]): Way => ({ name, path: `/${name}`, key, roles: name === 'programs' ? [...OFFICE, ...HOOKS] : OFFICE })),
  // After the administrators' own ways: they begin their day with people, not with reply templates.
  { name: 'templates', path: '/templates', key: 'g y', roles: ['unit_admin', ...OFFICE] },
]

/** The units in which somebody walks a way: a centre's lists at centres, a unit's own work outside the city's. */
export function unitsOf(way: Way): MyPost[] {
  const mine = unitsWith(...way.roles)
  if (way.centre) return mine.filter((post) => post.unit_kind === 'centre')
  // The city's centre gives work and is given none; a county's centre is given the city's.
  if (way.name === 'unit')
    return mine.filter((post) => post.unit !== session.welcome?.centre && (post.role !== 'dispatcher' || post.unit_kind === 'centre'))
  return mine
}
export const waysOf = computed(() => WAYS.filter((way) => unitsOf(way).length > 0))
export const mayGo = (path: string) => waysOf.value.some((way) => path === way.path || path.startsWith(`${way.path}/`))

/** The lists of a unit's own work, in the order of its tabs; any other address below `/unit/` is no page. */
export const UNIT_LISTS: ListName[] = ['to_sign', 'in_hand', 'due_today', 'overdue', 'return_asked', 'rework', 'assisting', 'to_review']
const counts = reactive(new Map<string, Record<string, number>>())
export async function countAgain(): Promise<void> {
  if (!session.me) return
  const units = new Set(waysOf.value.filter((way) => way.list || way.badge).flatMap((way) => unitsOf(way).map((post) => post.unit)))
  await Promise.all(
    [...units].map(async (unit) => {
      try {
        counts.set(unit, await read(api.GET('/api/units/{unit}/badges', { params: { path: { unit } } })))
      } catch {
        /* the last count stays */
      }
    }),
  )
}
onNews(() => void countAgain())
export const countOf = (unit: string, list: string) => counts.get(unit)?.[list] ?? 0
/** The same to be shown: nothing while it is not known. */
export const countShown = (unit: string, list: string) => (counts.has(unit) ? countOf(unit, list) : '')
export function badgeOf(way: Way): number | undefined {
  const of = way.list ? [way.list] : way.badge
  if (!of || !unitsOf(way).every((post) => counts.has(post.unit))) return undefined
  return unitsOf(way).reduce((sum, post) => sum + of.reduce((part, list) => part + countOf(post.unit, list), 0), 0)
}
