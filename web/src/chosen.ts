// Which rows of a list are selected, for what is done to several at once.
import { computed, ref } from 'vue'
import type { CaseLine } from './api/client'

export function useChosen(rows: { readonly value: CaseLine[] }) {
  const chosen = ref(new Set<string>())
  function choose(no: string) {
    const next = new Set(chosen.value)
    if (!next.delete(no)) next.add(no)
    chosen.value = next
  }
  /** All that have come; pressed once more none. */
  function chooseAll() {
    chosen.value = many.value.length >= rows.value.length ? new Set() : new Set(rows.value.map((one) => one.no))
  }
  /** The selected ones in the order of the rows. */
  const many = computed(() => rows.value.filter((one) => chosen.value.has(one.no)))
  return { chosen, many, choose, chooseAll }
}
