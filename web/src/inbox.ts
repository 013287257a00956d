// A unit's list while somebody works in it. What is new gathers in one line and comes in when asked; the
// row under the hand never moves by itself.
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
import { api, read, Refused, type CaseLine } from './api/client'
import { leaving } from './held'
import { onNews } from './live'
import type { Narrow } from './narrowing'

export type ListName =
  | 'to_sign'
  | 'in_hand'
  | 'return_asked'
  | 'due_today'
  | 'overdue'
  | 'rework'
  | 'assisting'
  | 'to_review'
  | 'to_accept'
  | 'to_dispatch'
  | 'to_rule'
  | 'extensions'
  | 'waiting'
  | 'rework_asked'
  | 'call_back'

/** `narrow`: what the list is narrowed to; only what fits it comes, also with the news. */
export function useInbox(unit: Ref<string>, list: Ref<ListName>, narrow: Ref<Narrow>) {
  const all = ref<CaseLine[]>([])
  const next = ref<string | null>()
  const loading = ref(false)
  const refused = ref<Refused>()
  const fresh = ref<CaseLine[]>()
  let asked = 0

  const ask = (cursor?: string, limit = 50) =>
    read(
      api.GET('/api/units/{unit}/inbox/{list}', {
        params: {
          path: { unit: unit.value, list: list.value },
          query: { limit, ...(cursor ? { cursor } : {}), ...(narrow.value as object) },
        },
      }),
    )

  /** Asks again; `quietly` keeps the rows in place and only tells that there is something new. */
  async function refresh(quietly = false) {
    const mine = (asked += 1)
    if (!quietly) loading.value = true
    try {
      const page = await ask(undefined, Math.min(200, Math.max(50, all.value.length)))
      if (mine !== asked) return
      refused.value = undefined
      if (quietly && all.value.length > 0) {
        const now = new Map(page.cases.map((line) => [line.no, line]))
        // What a row says may change under the hand; where it stands may not.
        all.value = all.value.map((line) => now.get(line.no) ?? line)
        const old = new Set(all.value.map((line) => line.no))
        const changed =
          page.cases.some((line) => !old.has(line.no)) || (!next.value && all.value.some((line) => !now.has(line.no) && !away(line.no)))
        fresh.value = changed ? page.cases : undefined
        if (changed) next.value = page.next
      } else {
        all.value = page.cases
        next.value = page.next
        fresh.value = undefined
      }
    } catch (error) {
      if (mine === asked && error instanceof Refused) {
        refused.value = error
        if (error.status === 403) all.value = []
      }
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  function bringIn() {
    if (fresh.value) {
      all.value = fresh.value
      fresh.value = undefined
    } else void refresh()
  }
  async function more() {
    if (!next.value || loading.value) return
    loading.value = true
    const mine = asked
    try {
      const page = await ask(next.value)
      // Another list, or the same asked anew: these rows belong to what stood there before.
      if (mine !== asked) return
      const old = new Set(all.value.map((line) => line.no))
      all.value = [...all.value, ...page.cases.filter((line) => !old.has(line.no))]
      next.value = page.next
    } catch (error) {
      if (error instanceof Refused && mine === asked) refused.value = error
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  const remove = (no: string) => {
    all.value = all.value.filter((line) => line.no !== no)
  }

  /** What was just sent stays out of sight until the server has told whether it has left the list. */
  const settling = ref(new Set<string>())
  const away = (no: string) => leaving.value.has(no) || settling.value.has(no)
  async function settle(nos: string[]) {
    settling.value = new Set([...settling.value, ...nos])
    try {
      const page = await ask(undefined, Math.min(200, Math.max(50, all.value.length)))
      const now = new Map(page.cases.map((line) => [line.no, line]))
      all.value = all.value.flatMap((line) => (nos.includes(line.no) ? (now.get(line.no) ?? []) : line))
    } catch {
      /* the next answer tells */
    } finally {
      settling.value = new Set([...settling.value].filter((no) => !nos.includes(no)))
    }
  }

  const rows = computed(() => all.value.filter((line) => !away(line.no)))
  const arrived = computed(() => {
    const old = new Set(all.value.map((line) => line.no))
    return fresh.value?.filter((line) => !old.has(line.no) && !away(line.no)).length ?? 0
  })
  const changed = computed(() => fresh.value !== undefined)

  /** How many rows there are, once all have come; what is just leaving still counts, as it does at the server. */
  const total = computed(() => (loading.value || next.value || refused.value ? undefined : all.value.length))

  watch([unit, list, narrow], () => {
    all.value = []
    next.value = undefined
    fresh.value = undefined
    void refresh()
  })
  onMounted(() => void refresh())
  const stop = onNews(() => {
    if (!loading.value) void refresh(true)
  })
  onBeforeUnmount(stop)
  return { rows, total, next, loading, refused, arrived, changed, refresh, bringIn, more, remove, settle }
}
