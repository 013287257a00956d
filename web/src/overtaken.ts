// What others did to a case while its form is written: told at once, and brought in only when it is asked for, so that
// nothing moves under the hand. The words stay where they are.
import { computed, onBeforeUnmount, ref, watch } from 'vue'
import type { FullCase } from './api/client'
import { caseOf, glance } from './cases'
import { w } from './language'
import { onNews } from './live'
import { session } from './session'
import { collision } from './steps'

/** More than so many steps are told by the last ones. */
const TOLD = 3
/** Whether somebody may still give a command. */
export const stillOpen = (seen: FullCase, name: string) => seen.actions.some((action) => action.command === name && action.allowed)

/** `acting`: the command that is being written; none, and there is nothing to tell. */
export function useOvertaken(no: () => string, acting: () => string) {
  const newer = ref<FullCase>()
  /** The version that was looked at last, on purpose: what is sent next is sent upon it. */
  const looked = ref<number>()
  watch([no, acting], () => {
    newer.value = undefined
    looked.value = undefined
  })
  async function ask() {
    const [at, name] = [no(), acting()]
    if (!name) return
    const now = await glance(at)
    const seen = caseOf(at).value
    if (!now || !seen || at !== no() || name !== acting()) return
    newer.value = now.version > seen.version ? now : undefined
  }
  onBeforeUnmount(onNews(() => void ask()))
  const lines = computed(() => {
    const seen = caseOf(no()).value
    if (!seen) return []
    // One's own photo comes with the form that is open.
    const own = `staff:${session.me?.person}`
    return (newer.value?.history ?? [])
      .filter((step) => step.seq > seen.version && !(step.kind === 'attached' && step.actor === own))
      .slice(-TOLD)
  })
  return {
    looked,
    /** Who did what and when, in a sentence; nothing where nothing came in between. */
    told: computed(() => (lines.value.length ? w.act.meanwhile(lines.value.map(collision)) : '')),
    /** Whether the command may not be given any more, by what is known now. */
    closed: computed(() => {
      const seen = newer.value ?? caseOf(no()).value
      return !!seen && !!acting() && !stillOpen(seen, acting())
    }),
    /** Asks anew without bringing anything in. */
    ask,
    /** Brings the page up to date. */
    async look() {
      const at = no()
      const now = await glance(at)
      if (!now || at !== no()) return
      caseOf(at).value = now
      newer.value = undefined
      looked.value = now.version
    },
  }
}
export type Overtaken = ReturnType<typeof useOvertaken>
