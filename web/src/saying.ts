// What to read out to the caller: how long it takes and until when. Asked in passing, never waited for.
import { computed, ref, watch } from 'vue'
import { api, read } from './api/client'
import type { Call } from './call'
import { civil, instant, previousDate } from './clock'
import { w } from './language'

export function night(due: string): string {
  const end = civil(instant(due))
  const day = civil(instant(`${end.hour === 0 && end.minute === 0 ? previousDate(end.date) : end.date}T12:00:00+08:00`))
  return w.agent.sayNight(day.month, day.day, w.time.weekdays[day.weekday] ?? '')
}
export function useSaying(call: () => Call) {
  const promise = ref<{ days: number; due: string }>()
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => [call().kind, call().item, call().urgent || call().simple] as const,
    ([kind, item, urgent]) => {
      clearTimeout(timer)
      promise.value = undefined
      if (!kind) return
      timer = setTimeout(() => {
        void read(api.GET('/api/due', { params: { query: { kind, ...(item ? { item } : {}), ...(urgent ? { urgent } : {}) } } }))
          .then((due) => {
            if (call().kind === kind && call().item === item && (call().urgent || call().simple) === urgent)
              promise.value = { days: due.working_days, due: due.due }
          })
          .catch(() => {
            /* the words to read out are a help, not a condition */
          })
      }, 150)
    },
    { immediate: true },
  )
  const say = computed(() =>
    promise.value && call().text.trim()
      ? w.agent.sayPromise(call().name.trim() || w.agent.sayCaller, w.agent.sayDays(promise.value.days), night(promise.value.due))
      : '',
  )
  return { promise, say }
}
