// Words of changing the rules, the same shape in both languages.
import { pair } from '../../language'

const zh = {
  write: '写新的一版', form: (part: string) => `${part}：写新的一版`, effective: '施行日', effectiveHelp: (first: string) => `从这一天零点起。最早 ${first}。`, why: '为什么改', whyHelp: '写给以后看的人，如会议纪要、来文。', preview: '试算', keep: '定下', again: '改一改', kept: (day: string) => `定下了，${day} 起施行。`, need: '请填施行日、为什么改，并至少改一项。',
  title: '文件名称', titleHelp: '不填就沿用现在的。', source: '依据', sourceHelp: '哪份文件这样定的，如 榕政办〔2026〕12号。改了的每一项都记这个出处。', key: '项', now: '现在', then: '以后', unit: '计量', confirm: '待核定', unitOf: (key: string) => `${key}（以后）`, confirmOf: (key: string) => `${key} 待核定`, composedBook: '名称和施行日待核定', noLimit: '不填 = 没有',
  differences: '改了什么', entry: '条目', before: '改前', after: '改后', absent: '没有', promises: '那天受理的件', promisesHelp: (at: string) => `${at} 受理，期限到：`, kind: '类别', open: (n: number) => `在办 ${n} 件，仍按受理时的规则和已经承诺的期限办，不变。`, file: '看成文', yes: '是', no: '否', markOf: (key: string) => `${key}：待核定`, meta: { title: '文件名称', composed: '名称和施行日待核定' } as Record<string, string>,
  versions: '改过的版本', versionsHelp: '已经施行的不能改，也不能撤；还没施行的可以撤下，撤下的也留着。', none: '还没有改过，按文件里的规则办。', number: '号', part: '哪一部分', standing: '怎样', by: '谁定的', act: '操作', withdraw: '撤下', withdrawOf: (no: number) => `撤下第 ${no} 号`, lookOf: (no: number) => `看改了什么 第 ${no} 号`, look: '看改了什么', sure: '确定撤下', withdrawHelp: '撤下后这一版不施行。', gone: (by: string, at: string, why: string) => `${by} ${at} 撤下：${why}`, withdrawn: (no: number) => `第 ${no} 号撤下了。`,
  stands: { coming: '未施行', in_force: '已施行', withdrawn: '已撤下' } as Record<string, string>,
  parts: { rulebook: '规则' } as Record<string, string>,
}
const en: typeof zh = {
  write: 'Write a new version', form: (part) => `${part}: a new version`, effective: 'Day of effect', effectiveHelp: (first) => `From midnight of that day. Not before ${first}.`, why: 'Why', whyHelp: 'For whoever reads it later: minutes of a meeting, a letter.', preview: 'Preview', keep: 'Keep', again: 'Change something', kept: (day) => `Kept; in force from ${day}.`, need: 'Day of effect, the reason and at least one change are needed.',
  title: 'Title', titleHelp: 'As it is if empty.', source: 'According to', sourceHelp: 'The document that says so. It becomes the source of every changed key.', key: 'Key', now: 'Now', then: 'Then', unit: 'Counted in', confirm: 'to be confirmed', unitOf: (key) => `${key} (then)`, confirmOf: (key) => `${key} to be confirmed`, composedBook: 'Title and day are to be confirmed', noLimit: 'empty = none',
  differences: 'What changes', entry: 'Entry', before: 'Before', after: 'After', absent: 'none', promises: 'Cases accepted that day', promisesHelp: (at) => `Accepted ${at}, the promise lapses:`, kind: 'Kind', open: (n) => `${n} open cases keep the rules of their acceptance and what they were promised.`, file: 'The file', yes: 'yes', no: 'no', markOf: (key) => `${key}: to be confirmed`, meta: { title: 'Title', composed: 'Title and day are to be confirmed' },
  versions: 'Versions written here', versionsHelp: 'What is in force is neither changed nor taken back; what is to come may be taken back, and stays in the list.', none: 'None yet; the files hold.', number: 'No.', part: 'Part', standing: 'State', by: 'By', act: 'Actions', withdraw: 'Take back', withdrawOf: (no) => `Take back number ${no}`, lookOf: (no) => `What it changes, number ${no}`, look: 'What it changes', sure: 'Take it back', withdrawHelp: 'It will not come into force.', gone: (by, at, why) => `taken back by ${by}, ${at}: ${why}`, withdrawn: (no) => `Number ${no} is taken back.`,
  stands: { coming: 'to come', in_force: 'in force', withdrawn: 'taken back' },
  parts: { rulebook: 'Rules' },
}
export const r = pair(zh, en)
