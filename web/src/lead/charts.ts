// ECharts with no more of it than one picture needs; drawn on a canvas, since the house's policy allows no
// styles in markup. Colours are the tokens', read again when the theme changes.
import { LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { onBeforeUnmount, onMounted, ref, watchEffect, type ShallowRef } from 'vue'

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer])

/** A token's colour as it is now. */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
/** Words of a chart; without a box of HTML, whose styles the policy refuses. */
export const tip = () => ({
  renderMode: 'richText' as const,
  backgroundColor: token('surface'),
  borderColor: token('line-2'),
  textStyle: { color: token('ink'), fontFamily: token('sans'), fontSize: 13 },
})

/** Draws into an element what `option` says, again when that or the theme changes. */
export function useChart(place: Readonly<ShallowRef<HTMLElement | null>>, option: () => EChartsCoreOption | undefined) {
  const themed = ref(0)
  let chart: EChartsType | undefined
  const seen = new MutationObserver(() => {
    themed.value += 1
  })
  const sized = new ResizeObserver(() => chart?.resize())
  onMounted(() => {
    if (!place.value) return
    chart = init(place.value, null, { renderer: 'canvas' })
    sized.observe(place.value)
    seen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    watchEffect(() => {
      void themed.value
      const next = option()
      if (next) chart?.setOption(next, true)
    })
  })
  onBeforeUnmount(() => {
    seen.disconnect()
    sized.disconnect()
    chart?.dispose()
  })
}
