// 谁在看: tells the server that a case is open here, and who else has it open. Said again every 15 s, at once
// when somebody begins to write, and when he leaves; the server's stream says when it is worth asking anew.
import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { api, read, type PresentView } from './api/client'
import { onStir } from './live'

const AGAIN = 15_000
/** Whoever only passes a row is not there. */
const DWELL = 700

export function useHere(no: () => string, writing: () => boolean) {
  const others = ref<PresentView[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The case that the server was told of. */
  let told = ''
  let asked = 0

  async function say(leaving = false) {
    clearTimeout(timer)
    const at = leaving ? told : no()
    if (!at) return
    const mine = (asked += 1)
    told = leaving ? '' : at
    try {
      const found = await read(
        api.POST('/api/cases/{no}/here', { params: { path: { no: at } }, body: { writing: writing(), leaving }, keepalive: leaving }),
      )
      if (mine === asked && !leaving) others.value = found
    } catch {
      if (mine === asked) others.value = [] /* a help, not a condition */
    }
    if (!leaving && mine === asked) timer = setTimeout(() => void say(), AGAIN)
  }
  function leave() {
    clearTimeout(timer)
    asked += 1
    if (told) void say(true)
  }
  watch(
    no,
    () => {
      leave()
      others.value = []
      if (no()) timer = setTimeout(() => void say(), DWELL)
    },
    { immediate: true },
  )
  watch(writing, () => {
    if (told) void say()
  })
  const unhear = onStir((stirred) => {
    if (stirred === told) void say()
  })
  const turn = () => {
    if (!document.hidden) {
      if (no()) void say()
    } else if (!writing()) leave()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', turn)
    window.addEventListener('pagehide', leave)
  })
  onBeforeUnmount(() => {
    unhear()
    leave()
    document.removeEventListener('visibilitychange', turn)
    window.removeEventListener('pagehide', leave)
  })
  return others
}
