// 中文 first, English switchable: one file of words a language, the same shape in both.
import { computed, ref, watchEffect } from 'vue'
import { en } from './locales/en'
import { zh, type Words } from './locales/zh-CN'

export type Language = 'zh-CN' | 'en'
const kept = (() => { try { return localStorage.getItem('desk.language') } catch { return null } })()
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

export function choose(next: Language) {
  language.value = next
  try { localStorage.setItem('desk.language', next) } catch { /* private browsing: for this page only */ }
}
watchEffect(() => { document.documentElement.lang = language.value })
