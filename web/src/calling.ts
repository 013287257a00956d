// What is asked in passing while somebody talks: the caller's earlier cases, items and units that fit, cases
// that may be the same matter. Nothing waits for it; an answer that comes late is thrown away.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { pointOf } from './acts/table'
import { api, read, type Alike, type DispatchSuggested, type OfCaller } from './api/client'

/** A pause in typing after which it is worth asking. */
const PAUSE = 400
/** Digits from which a number may be a caller's. */
const DIGITS = 7

/** Asks after a pause for what `key` says; an empty key asks nothing. */
function inPassing<T>(key: () => string, ask: () => Promise<T>) {
  const answer = ref<T>() as Ref<T | undefined>
  const asking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = ''
  watch(
    key,
    (now) => {
      clearTimeout(timer)
      if (now === last) return
      last = now
      asking.value = !!now
      if (!now) {
        answer.value = undefined
        return
      }
      timer = setTimeout(() => {
        void ask()
          .then(
            (value) => {
              if (last === now) answer.value = value
            },
            () => {
              if (last === now) answer.value = undefined
            },
          )
          .finally(() => {
            if (last === now) asking.value = false
          })
      }, PAUSE)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return { answer, asking }
}

/** Earlier cases of the number, once it may be whole; also in the wide digits of an input method. Each look goes to the audit trail. */
export function useCaller(phone: () => string) {
  const digits = () => phone().normalize('NFKC').replace(/[^\d]/g, '')
  return inPassing<OfCaller>(
    () => (digits().length >= DIGITS ? digits() : ''),
    () => read(api.POST('/api/callers', { body: { phone: digits() } })),
  )
}

export interface Draft {
  text: string
  title: string
  place: string
  area: string
  item: string
  point: string
}
const line = (value: string) => [...value.trim()].slice(0, 200).join('') || null
function body(draft: Draft) {
  return {
    text: draft.text.trim().slice(0, 4000) || null,
    title: line(draft.title),
    place: line(draft.place),
    area: draft.area || null,
    item: draft.item || null,
    point: pointOf(draft.point) ?? null,
  }
}
/** Items and units for what has been written so far. */
export function useSuggestions(draft: () => Draft) {
  const key = () => (draft().text.trim().length >= 4 || draft().item ? JSON.stringify(body(draft())) : '')
  return inPassing<DispatchSuggested>(key, () => read(api.POST('/api/suggest/dispatch', { body: body(draft()) })))
}
/** Cases of the last 30 days that may be the same; with a place alone, what else happens there. */
export function useAlike(draft: () => Draft) {
  const words = () => ({ ...body(draft()), item: null })
  const key = () =>
    draft().text.trim().length >= 6 || draft().place.trim().length >= 2 || pointOf(draft().point) ? JSON.stringify(words()) : ''
  return inPassing<Alike[]>(key, async () => (await read(api.POST('/api/suggest/duplicates', { body: words() }))).candidates)
}
