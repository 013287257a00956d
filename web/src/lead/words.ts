// The words of the leader's and the inspector's screens, the same shape in both languages.
import { pair } from '../language'

const zh = {
  asOf: (time: string) => `截至 ${time}，自动更新`, opens: '点任一数字看到那些件', wall: '大屏', toFigures: '统计', back: '全局', numbers: '没办完的件', open: '没办完', dueToday: '今日 24:00 到期', red: '红灯', yellow: '黄灯', green: '绿灯',
  lampsOf: (n: string) => `没办完 ${n} 件的灯`, lampBar: (red: string, yellow: string, green: string) => `红灯 ${red} 件，黄灯 ${yellow} 件，绿灯 ${green} 件`, steps: '卡在哪一步', step: '哪一步', cases: '件', over: '过时限', overHelp: '“过时限”是这一步自己的时限；横线的没有单独计。一件可以同时等几步。', since: '最早登记',
  stepOf: { to_accept: '待受理', to_dispatch: '待批转', to_sign: '待签收', to_rule: '退件待裁定', extensions: '延期待决定', waiting: '等候待决定', to_review: '待审核', rework: '重办' } as Record<string, string>,
  stuck: '卡在哪里', byUnit: '按主办单位', byArea: '按区域', unit: '主办单位', area: '区域', nobody: '没有单位在办（中心待办）', noArea: '地点不明', restOf: (name: string) => `${name}（不知哪个区）`, more: (n: number) => `还有 ${n} 个单位`, none: '没有没办完的件', noneHelp: '受理的件会自动出现在这里。',
  filter: '筛选：', filterOver: '过时限', narrow: '只看一个单位', narrowHelp: '名称、简称、编码或拼音首字母', urge: '催办', urgeTitle: (n: number) => `催办 ${n} 件`, urgeText: '附言（可以不写）', urgeHelp: '承办单位马上看到催办；5 秒内可以撤回。', cancel: '不催了', urged: (n: number) => `催办 ${n} 件`, unnamed: '（内容保密）',
  out: '导出这张表', outName: '全局', outFilter: '筛选', outBy: '导出人',
}
const en: typeof zh = {
  asOf: (time) => `as of ${time}, refreshes itself`, opens: 'every number opens its cases', wall: 'Wall board', toFigures: 'Figures', back: 'Overview', numbers: 'Open cases', open: 'open', dueToday: 'due today 24:00', red: 'red', yellow: 'yellow', green: 'green',
  lampsOf: (n) => `Lamps of ${n} open cases`, lampBar: (red, yellow, green) => `${red} red, ${yellow} yellow, ${green} green`, steps: 'Waiting for which step', step: 'Step', cases: 'cases', over: 'past its limit', overHelp: 'The limit of the step itself; a dash where none is counted. A case may wait for several steps.', since: 'oldest since',
  stepOf: { to_accept: 'to accept', to_dispatch: 'to dispatch', to_sign: 'to sign', to_rule: 'return to rule on', extensions: 'extension to decide', waiting: 'waiting to decide', to_review: 'to review', rework: 'rework' },
  stuck: 'What is stuck where', byUnit: 'by lead unit', byArea: 'by area', unit: 'Lead unit', area: 'Area', nobody: 'no unit holds it (the centre)', noArea: 'place unknown', restOf: (name) => `${name} (district unknown)`, more: (n) => `${n} more units`, none: 'Nothing is open', noneHelp: 'Accepted cases appear here by themselves.',
  filter: 'Filter: ', filterOver: 'past its limit', narrow: 'One unit only', narrowHelp: 'name, short name, code or pinyin initials', urge: 'Urge', urgeTitle: (n) => `Urge ${n} ${n === 1 ? 'case' : 'cases'}`, urgeText: 'A word to them (optional)', urgeHelp: 'The unit sees it at once; it can be undone for 5 seconds.', cancel: 'Do not urge', urged: (n) => `Urge ${n}`, unnamed: '(confidential)',
  out: 'Export this table', outName: 'overview', outFilter: 'Filter', outBy: 'Exported by',
}
export const lw = pair(zh, en)
/** A number with its thousands apart. */
export const number = (n: number) => n.toLocaleString('zh-CN')
