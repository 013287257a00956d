// The knowledge base's own words, the same shape in both languages.
import { pair } from '../language'

const zh = {
  title: '知识库', search: '找知识', searchHelp: '问题或答案里的字词', standing: '状态', any: '不限', mine: '只看待审核的', list: '知识清单', write: '写一条', more: '再取一页', none: '没有找到', noneHelp: '换几个字再找，或者写一条，交知识库管理员审核。', pick: '从左边选一条', pickHelp: '看答案、依据、有效期和各版。',
  standings: { in_force: '有效', expired: '已过期', unreviewed: '待审核', sent_back: '已退回', withdrawn: '已停用' } as Record<string, string>,
  notOffered: { expired: '过了有效期，不能用来答复。请写新的一版。', unreviewed: '还没审核，不能用来答复。', sent_back: '审核没有通过，不能用来答复。', withdrawn: '已停用，不能用来答复。' } as Record<string, string>,
  waiting: '新版待审核', composed: '自拟示例', composedWhy: '自拟的示例口径，主管单位没有核定。',
  question: '问题', answer: '答案', source: '依据', validUntil: '有效期到', owner: '负责单位', ownerHelp: '名称、简称、编码或拼音首字母', item: '事项（可不选）', version: (n: number) => `第 ${n} 版`, holds: '现行', versions: '各版',
  written: (who: string, at: string) => `${who} ${at} 写`, passed: (who: string, at: string) => `${who} ${at} 审核通过`, sentBack: (who: string, at: string) => `${who} ${at} 退回`, withdrawnBy: (who: string, at: string) => `${who} ${at} 停用`, until: (day: string) => `有效期到 ${day}`,
  revise: '写新的一版', review: '审核', pass: '审核通过', back: '退回', withdraw: '停用', reason: '理由', send: '交审核', cancel: '不写了', toList: '回清单', sure: '确定停用', ownWords: '这一版是您写的，请另一位知识库管理员审核。',
  formNew: '写一条知识', formNext: (n: number) => `写第 ${n} 版`, formHelp: '交上去后由知识库管理员审核，通过了才能用来答复；以前的版本不会改动。', need: (what: string) => `请填${what}。`,
  offered: '可答的知识', offeredLater: '写了诉求，能答的知识会出现在这里。', offeredNone: '没有对得上的知识。', use: '用它答复', used: (n: number) => `依据知识库第 ${n} 版答复`, says: (words: string) => `都提到：${words}`, itemToo: '同一事项', drop2: '不引用', usedNow: '答复将记明依据这条知识：', see: '看这条知识',
  keyNew: '写一条', keyRevise: '写新的一版', keyUse: '用第一条知识答复',
}
const en: typeof zh = {
  title: 'Knowledge', search: 'Find', searchHelp: 'Words of question or answer', standing: 'Standing', any: 'Any', mine: 'Only what waits for review', list: 'Entries', write: 'Write one', more: 'More', none: 'Nothing found', noneHelp: 'Try other words, or write an entry for a librarian to review.', pick: 'Choose an entry', pickHelp: 'See its answer, source, last day and versions.',
  standings: { in_force: 'In force', expired: 'Expired', unreviewed: 'To be reviewed', sent_back: 'Sent back', withdrawn: 'Withdrawn' },
  notOffered: { expired: 'Its last day is over; it cannot be used for answers. Write the next version.', unreviewed: 'Not reviewed yet; it cannot be used for answers.', sent_back: 'It was not passed; it cannot be used for answers.', withdrawn: 'Withdrawn; it cannot be used for answers.' },
  waiting: 'Next version to be reviewed', composed: 'Composed', composedWhy: 'A composed example; no office has confirmed it.',
  question: 'Question', answer: 'Answer', source: 'Source', validUntil: 'Valid until', owner: 'Owner unit', ownerHelp: 'Name, short name, code or initials', item: 'Item (optional)', version: (n) => `Version ${n}`, holds: 'holds', versions: 'Versions',
  written: (who, at) => `written by ${who}, ${at}`, passed: (who, at) => `passed by ${who}, ${at}`, sentBack: (who, at) => `sent back by ${who}, ${at}`, withdrawnBy: (who, at) => `withdrawn by ${who}, ${at}`, until: (day) => `valid until ${day}`,
  revise: 'Write the next version', review: 'Review', pass: 'Pass', back: 'Send back', withdraw: 'Withdraw', reason: 'Reason', send: 'Hand in for review', cancel: 'Cancel', toList: 'Back to the list', sure: 'Withdraw it', ownWords: 'You wrote this version; another librarian has to review it.',
  formNew: 'Write an entry', formNext: (n) => `Write version ${n}`, formHelp: 'A librarian reviews it before it can be used for answers; earlier versions stay as they are.', need: (what) => `Fill in: ${what}.`,
  offered: 'Knowledge that answers', offeredLater: 'Once the matter is written down, entries that answer it appear here.', offeredNone: 'No entry fits.', use: 'Answer with it', used: (n) => `answered from the knowledge base, version ${n}`, says: (words) => `both say: ${words}`, itemToo: 'the same item', drop2: 'Do not cite', usedNow: 'The answer will cite this entry:', see: 'See the entry',
  keyNew: 'Write an entry', keyRevise: 'Write the next version', keyUse: 'Answer with the first entry',
}
export const k = pair(zh, en)
