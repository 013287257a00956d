// The administrators' own words, the same shape in both languages.
import { pair, word } from '../language'
import * as people from './words/people'
import * as programs from './words/programs'
import * as messages from './words/messages'
import * as audit from './words/audit'
import * as condition from './words/condition'
import * as calendar from './words/calendar'
import * as rules from './words/rules'

const zh = {
  more: '再取一页',
  search: '找',
  any: '不限',
  cancel: '不办了',
  reason: '理由',
  at: '时间',
  none: '没有',
  state: '状态',
  close: '收起',
  onlyLook: '您的岗位只能看，改由系统管理员办。',
  done: '办好了',
  overtaken: '您打开之后，这里又有了变化，刚才的没有办。请看最新情况。',
  act: '操作',
  composed: '待核定',
  from: '从',
  to: '到',
  unit: '单位',
  people: people.zh,
  programs: programs.zh,
  messages: messages.zh,
  audit: audit.zh,
  condition: condition.zh,
  calendar: calendar.zh,
  rules: rules.zh,
}
const en: typeof zh = {
  more: 'More',
  search: 'Find',
  any: 'Any',
  cancel: 'Cancel',
  reason: 'Reason',
  at: 'When',
  none: 'None',
  state: 'State',
  close: 'Close',
  onlyLook: 'Your post only looks; the system administrator changes things.',
  done: 'Done',
  overtaken: 'This has changed since you opened it; nothing was done. See how it stands.',
  act: 'Actions',
  composed: 'to be confirmed',
  from: 'From',
  to: 'To',
  unit: 'Unit',
  people: people.en,
  programs: programs.en,
  messages: messages.en,
  audit: audit.en,
  condition: condition.en,
  calendar: calendar.en,
  rules: rules.en,
}
export const o = pair(zh, en)
/** A step of the ladder, which the server writes as `3 → efficiency_office 效能办`; anything else as it is. */
export function ladderOf(text: string): string {
  const [, days, to, name] = /^(\d+) → (\S+) (.*)$/.exec(text) ?? []
  return days && to ? o.rules.ladder(Number(days), word(o.rules.addressees, to), name ?? '') : text
}
