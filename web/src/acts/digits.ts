// Digits on the choices of a form: counted through all of them, so that each has its own and one press chooses. The
// ten first have one, the tenth 0, as in the lists of reasons.
import { computed, nextTick, type Ref } from 'vue'
import { inField, type Key } from '../keys'
import { singleKeys } from '../keymap'
import { labelled } from '../language'
import { optionsOf, type Field, type Option, type Values } from './table'

const MOST = 10
interface Numbered {
  digit: string
  field: Field
  option: Option
}

/** `fields`: those that are asked, in their order; `form`: where the choices stand. */
export function useDigits(fields: () => Field[], values: Ref<Values>, form: () => HTMLElement | null | undefined) {
  const numbered = computed<Numbered[]>(() =>
    fields()
      .flatMap((field) => optionsOf(field).map((option) => ({ field, option })))
      .slice(0, MOST)
      .map((one, n) => ({ ...one, digit: String((n + 1) % 10) })),
  )
  /** The hand stays on what was chosen: the next digit chooses again, Enter sends. */
  async function choose({ digit, field, option }: Numbered) {
    values.value = { ...values.value, [field.name]: option.value }
    await nextTick()
    form()?.querySelector<HTMLElement>(`[data-digit="${digit}"]`)?.focus()
  }
  /** The digits of a field's choices, in their order; fewer where there are more than ten. */
  const digitsOf = (name: string) => numbered.value.filter((one) => one.field.name === name).map((one) => one.digit)
  const keys = (): Key[] =>
    numbered.value.map((one) => ({ on: one.digit, does: labelled(one.field.label(), one.option.label), run: () => void choose(one) }))
  /** For a dialog, whose keys nobody else hears. */
  function press(event: KeyboardEvent) {
    if (
      !singleKeys.value ||
      event.isComposing ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      event.shiftKey ||
      event.defaultPrevented ||
      inField(event.target)
    )
      return
    const found = numbered.value.find((one) => one.digit === event.key)
    if (!found) return
    event.preventDefault()
    void choose(found)
  }
  return { digitsOf, keys, press }
}
