// 诉求要点: what the requester said, sentence by sentence, and where a reply speaks of it. A hint for the reader,
// found by pairs of characters in common; whether one is answered, a person judges.

/** More are not read at a glance. */
const MOST = 8
/** Sentences that say nothing of the matter. */
const COURTESY = /^(您好|你好|谢谢|感谢|辛苦|拜托|(希望|请|望|盼).{0,6}(尽快|早日|答复|回复|处理|解决|重视).{0,6})$/
/** Pairs that stand in any text. */
const COMMON = new Set([
  '我们',
  '他们',
  '这个',
  '那个',
  '没有',
  '已经',
  '现在',
  '一个',
  '可以',
  '进行',
  '情况',
  '问题',
  '附近',
  '诉求',
  '反映',
  '处理',
  '相关',
  '有关',
  '您的',
  '的是',
])

export function asksOf(text: string): string[] {
  const said = text
    .split(/[。！？；!?;\n]+/)
    .map((part) => part.trim())
    .filter((part) => [...part].length >= 4 && !COURTESY.test(part))
  return said.slice(0, MOST)
}
function pairs(text: string): Set<string> {
  const found = new Set<string>()
  for (const run of text.match(/[\p{Script=Han}\p{L}\p{N}]+/gu) ?? []) {
    const signs = [...run]
    for (let at = 0; at + 1 < signs.length; at += 1) {
      const pair = signs[at]! + signs[at + 1]!
      if (!COMMON.has(pair)) found.add(pair)
    }
  }
  return found
}
/** Which paragraph of the reply, counted from 1, speaks of what was asked the most; none where no words are in common. */
export function spokenOf(ask: string, reply: string): number | undefined {
  const asked = pairs(ask)
  let best: number | undefined
  let most = 0
  reply
    .split('\n')
    .filter((line) => line.trim())
    .forEach((line, at) => {
      const inCommon = [...pairs(line)].filter((pair) => asked.has(pair)).length
      if (inCommon > most) {
        most = inCommon
        best = at + 1
      }
    })
  return best
}
/** What looks like a number that tells who somebody is, also in wide digits. */
export function numberIn(text: string): 'id' | 'phone' | undefined {
  const plain = text.normalize('NFKC')
  if (/(?<!\d)\d{17}[\dXx](?!\d)/.test(plain)) return 'id'
  return /(?<!\d)1[3-9]\d{9}(?!\d)/.test(plain) ? 'phone' : undefined
}
