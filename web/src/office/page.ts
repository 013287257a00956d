// What the administrators' lists have in common: a page asked by key, and whether the reader changes things.
import { computed, ref, shallowRef } from 'vue'
import { Refused } from '../api/client'
import { holds } from '../session'
import { HOOKS } from '../ways'

/** Who looks after the house at all. */
export const looks = computed(() => holds('system_admin', 'security_admin', 'auditor'))
export const changes = computed(() => holds('system_admin'))
export const blocks = computed(() => holds('system_admin', 'security_admin'))
/** Who has endpoints of his own, and makes, changes and removes them. */
export const hooks = computed(() => holds(...HOOKS))

/** A list that grows page by page; the answer that was asked last wins. */
export function usePages<T>(fetch: (cursor: string | undefined) => Promise<{ rows: T[]; next?: string | null | undefined }>) {
  const rows = shallowRef<T[]>([])
  const next = ref<string>()
  const refused = ref<Refused>()
  const loading = ref(true)
  let asked = 0
  async function ask(cursor?: string) {
    const mine = (asked += 1)
    loading.value = true
    try {
      const page = await fetch(cursor)
      if (mine !== asked) return
      rows.value = cursor ? [...rows.value, ...page.rows] : page.rows
      next.value = page.next ?? undefined
      refused.value = undefined
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (mine === asked) refused.value = error
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  return { rows, next, refused, loading, ask }
}

/** One act at a time; a refusal stands where it happened. */
export function useAct() {
  const busy = ref(false)
  const refused = ref<Refused>()
  async function act(run: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    refused.value = undefined
    try {
      await run()
    } catch (error) {
      if (error instanceof Refused) refused.value = error
      else throw error
    } finally {
      busy.value = false
    }
  }
  return { busy, refused, act }
}
