// 按键表的词。
export const keysSheet = {
  title: '按键', help: '单键只在输入框外起作用；输入法组字时不起作用。', off: '单键已关，带 Ctrl、Alt 的仍可用。', everywhere: '到处可用',
  change: '改按键', ready: '改好了', changeHelp: '点“换键”再按一个新键。同一个键在别的页面做的事也跟着换；只在这台电脑的这个浏览器里记住。', none: '关了',
  changeOne: '换键', turnOff: '关掉', restore: '还原', restoreAll: '全部还原', press: '请按新的键（Esc 不换）', stays: '固定的键', another: '另一件事',
  changeOf: (does: string) => `换键 ${does}`, offOf: (does: string) => `关掉 ${does}`, backOf: (does: string) => `还原 ${does}`,
  changed: (key: string) => `已换成 ${key}。`, isOff: (does: string) => `“${does}”不再有按键，用按钮仍可办。`, isBack: (does: string) => `“${does}”已还原。`, allBack: '按键全部还原了。',
  taken: (key: string, by: string) => `${key} 已经用来“${by}”，请换一个。`, fixed: (key: string) => `${key} 到处意思一样，不能改作别用，请换一个。`, browser: (key: string) => `${key} 是浏览器自己要用的，请换一个。`, typing: (key: string) => `打字时也要能按，${key} 会打进字里；请带上 Ctrl 或 Alt。`,
}
