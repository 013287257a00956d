// Words of the sheet of keys.
import type { keysSheet as zh } from './zh-CN'

export const keysSheet: typeof zh = {
  title: 'Keys', help: 'Single keys act outside fields only, never while an input method composes.', off: 'Single keys are off; those with Ctrl or Alt still act.', everywhere: 'Everywhere',
  change: 'Change keys', ready: 'Done', changeHelp: 'Press “Change”, then the new key. What the same key does on other screens moves along; remembered by this browser only.', none: 'off',
  changeOne: 'Change', turnOff: 'Turn off', restore: 'Restore', restoreAll: 'Restore all', press: 'Press the new key (Esc: keep)', stays: 'fixed', another: 'something else',
  changeOf: (does) => `Change the key of ${does}`, offOf: (does) => `Turn off ${does}`, backOf: (does) => `Restore ${does}`,
  changed: (key) => `Now ${key}.`, isOff: (does) => `“${does}” has no key any more; its button still works.`, isBack: (does) => `“${does}” is as it was.`, allBack: 'All keys are as they were.',
  taken: (key, by) => `${key} is taken for “${by}”; choose another.`, fixed: (key) => `${key} means the same everywhere and cannot be given another meaning; choose another.`, browser: (key) => `The browser needs ${key} for itself; choose another.`, typing: (key) => `It must act while you type, and ${key} would be typed; add Ctrl or Alt.`,
}
