// 中文 first, English switchable: one file of words a language, the same shape in both.
import { computed, ref, watchEffect } from 'vue'
import { en } from './locales/en'
import { zh, type Words } from './locales/zh-CN'

export type Language = 'zh-CN' | 'en'
const kept = (() => {
  try {
    return localStorage.getItem('desk.language')
  } catch {
    return null
  }
})()
export const language = ref<Language>(kept === 'en' ? 'en' : 'zh-CN')
export const isEnglish = computed(() => language.value === 'en')
const words = computed<Words>(() => (isEnglish.value ? en : zh))

/** The words of the screen; reading one while rendering follows the language. */
export const w = new Proxy({} as Words, { get: (_, name) => words.value[name as keyof Words] })

/** Words that a part of the desk keeps beside itself; reading one while rendering follows the language. */
export function pair<T extends object>(zhWords: T, enWords: T): T {
  return new Proxy({} as T, { get: (_, name) => (isEnglish.value ? enWords : zhWords)[name as keyof T] })
}

/** A word that may be missing in the list: the key itself then, never nothing. */
export function word(list: Record<string, string>, key: string | null | undefined): string {
  return key ? (list[key] ?? key) : ''
}

/** Words side by side: 市住建局、市城管委. */
export const listed = (words: string[]) => words.join(isEnglish.value ? ', ' : '、')
/** What stands between parts of a sentence. */
export const comma = computed(() => (isEnglish.value ? ', ' : '，'))
/** Parts of a sentence one after another, the empty ones left out: 福州市城管委，2026-03-01 到期. */
export const clauses = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(comma.value)
/** What something is, and what is said of it: 承诺：周五前修好. */
export const labelled = (label: string, value: string) => `${label}${isEnglish.value ? ': ' : '：'}${value}`
/** What is added in brackets: 张三（市住建局）. */
export const bracketed = (what: string, more: string) => (isEnglish.value ? `${what} (${more})` : `${what}（${more}）`)

export function choose(next: Language) {
  language.value = next
  try {
    localStorage.setItem('desk.language', next)
  } catch {
    /* private browsing: for this page only */
  }
}
watchEffect(() => {
  document.documentElement.lang = language.value
})
