// ECharts with no more of it than two pictures need; drawn on a canvas, since the house's policy allows no
// styles in markup. Colours are the tokens', read again when the theme changes.
import { LineChart, MapChart } from 'echarts/charts'
import { GridComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, registerMap, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { onBeforeUnmount, onMounted, ref, watchEffect, type ShallowRef } from 'vue'

use([LineChart, MapChart, GridComponent, TooltipComponent, VisualMapComponent, CanvasRenderer])
export { registerMap }

/** A token's colour as it is now. */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
/** So much of one token in another. */
export function mixed(part: number, one: string, other: string): string {
  const read = (name: string) => { const hex = token(name).slice(1); return [0, 2, 4].map((at) => Number.parseInt(hex.length === 3 ? hex[at / 2]!.repeat(2) : hex.slice(at, at + 2), 16)) }
  const [a, b] = [read(one), read(other)]
  return `rgb(${a.map((value, n) => Math.round(value * part + b[n]! * (1 - part))).join(', ')})`
}
/** Words of a chart; without a box of HTML, whose styles the policy refuses. */
export const tip = () => ({ renderMode: 'richText' as const, backgroundColor: token('surface'), borderColor: token('line-2'), textStyle: { color: token('ink'), fontFamily: token('sans'), fontSize: 13 } })

/** Draws into an element what `option` says, again when that or the theme changes. */
export function useChart(place: Readonly<ShallowRef<HTMLElement | null>>, option: () => EChartsCoreOption | undefined, on?: (chart: EChartsType) => void) {
  const themed = ref(0)
  let chart: EChartsType | undefined
  const seen = new MutationObserver(() => { themed.value += 1 })
  const sized = new ResizeObserver(() => chart?.resize())
  onMounted(() => {
    if (!place.value) return
    chart = init(place.value, null, { renderer: 'canvas' })
    on?.(chart)
    sized.observe(place.value)
    seen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    watchEffect(() => { void themed.value; const next = option(); if (next) chart?.setOption(next, true) })
  })
  onBeforeUnmount(() => { seen.disconnect(); sized.disconnect(); chart?.dispose() })
}
