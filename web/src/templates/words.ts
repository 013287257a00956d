// The reply templates' own words, the same shape in both languages.
import { pair } from '../language'

const zh = {
  title: '答复模板', list: '模板清单', write: '写一个', unit: '归哪个单位', unitHelp: '名称、简称、编码或拼音首字母', name: '名称', text: '内容', version: (n: number) => `第 ${n} 版`, holds: '现行', from: (at: string) => `${at} 起`, until: (from: string, to: string) => `${from} 到 ${to}`, versions: '各版', revise: '写新的一版', end: '停用', sure: '确定停用', endHelp: '停用后不再出现在答复里；各版都还在。', save: '保存', cancel: '不写了', pick: '从左边选一个', pickHelp: '本单位和下级单位写答复时可以用它开头。', none: '还没有模板', noneHelp: '常用的答复开头写成模板，写答复时一选就填好。', need: '请填单位、名称和内容。', help: '改动总是新的一版，以前的版本不会变。', back: '回清单', form: '写模板', formNext: (n: number) => `写第 ${n} 版`, use: '用模板', choose: '选一个模板……', gone: '这个模板已停用',
}
const en: typeof zh = {
  title: 'Reply templates', list: 'Templates', write: 'Write one', unit: 'Whose', unitHelp: 'Name, short name, code or initials', name: 'Name', text: 'Words', version: (n) => `Version ${n}`, holds: 'holds', from: (at) => `from ${at}`, until: (from, to) => `${from} to ${to}`, versions: 'Versions', revise: 'Write the next version', end: 'End', sure: 'End it', endHelp: 'It is offered no more; its versions stay.', save: 'Save', cancel: 'Cancel', pick: 'Choose one', pickHelp: 'The unit and those below it may begin replies with it.', none: 'No templates yet', noneHelp: 'Write down how replies often begin; one choice fills it in.', need: 'Fill in unit, name and words.', help: 'A change is always a next version; earlier ones stay as they are.', back: 'Back to the list', form: 'Write a template', formNext: (n) => `Write version ${n}`, use: 'Template', choose: 'Choose a template…', gone: 'This template has ended',
}
export const t = pair(zh, en)
