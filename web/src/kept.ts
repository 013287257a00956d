// Choices of a person: columns, saved filters. They show at once from this browser, and follow him to another
// machine through the server, which is asked once a visit.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { api, read } from './api/client'
import { afterFirst } from './first'
import { session } from './session'

/** A pause after which a change is sent. */
const PAUSE = 800
const place = (name: string) => `desk.kept:${session.me?.person ?? ''}:${name}`
/** What the server keeps, by name, and whose it is; none until it has answered. */
const remote = ref<{ person: string; all: Record<string, unknown> }>()
let asked = ''

async function ask() {
  const person = session.me?.person ?? ''
  if (!person || asked === person) return
  asked = person
  await afterFirst()
  if (session.me?.person !== person) return
  try {
    remote.value = { person, all: (await read(api.GET('/api/me/preferences'))) as Record<string, unknown> }
  } catch {
    asked = '' /* the browser's own serve */
  }
}
async function send(name: string, value: unknown) {
  try {
    await read(api.POST('/api/me/preferences', { body: { name, value: value as Record<string, never> }, keepalive: true }))
  } catch {
    /* this browser keeps it in any case */
  }
}

export function useKept<T>(name: string, initial: T): Ref<T> {
  const key = place(name)
  const person = session.me?.person
  const value = ref(initial) as Ref<T>
  let [known, local] = [JSON.stringify(initial), false]
  const keep = (text: string) => {
    try {
      localStorage.setItem(key, text)
    } catch {
      /* for this page only */
    }
  }
  try {
    const text = localStorage.getItem(key)
    if (text) {
      value.value = JSON.parse(text) as T
      known = JSON.stringify(value.value)
      local = true
    }
  } catch {
    /* what is not readable counts as not chosen */
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let changed = false
  const flush = () => {
    if (timer) {
      clearTimeout(timer)
      timer = undefined
      void send(name, value.value)
    }
  }
  watch(
    value,
    (now) => {
      const text = JSON.stringify(now)
      if (text === known) return
      known = text
      changed = true
      keep(text)
      if (remote.value?.person === person) remote.value!.all[name] = JSON.parse(text) as unknown
      clearTimeout(timer)
      timer = setTimeout(flush, PAUSE)
    },
    { deep: true },
  )
  // What the server knows counts, unless something was chosen here meanwhile.
  const stop = watch(
    remote,
    (now) => {
      if (!now || now.person !== person || changed) return
      if (name in now.all) {
        known = JSON.stringify(now.all[name])
        value.value = JSON.parse(known) as T
        keep(known)
      } else if (local) void send(name, value.value)
    },
    { immediate: true },
  )
  void ask()
  window.addEventListener('pagehide', flush)
  onBeforeUnmount(() => {
    flush()
    stop()
    window.removeEventListener('pagehide', flush)
  })
  return value
}
