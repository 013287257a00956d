// The shapes of the city's areas, asked once a visit; a profile may have none.
import { ref } from 'vue'
import { api, read, type Shapes } from '../api/client'

export const shapes = ref<Shapes>()
let asked: Promise<void> | undefined
export function needShapes(): Promise<void> {
  asked ??= read(api.GET('/api/reference/shapes')).then((found) => { if (found.areas.length) shapes.value = found }).catch(() => { asked = undefined })
  return asked
}
/** How a part is drawn once more, larger. */
export function zooming(zoom: NonNullable<Shapes['zoom']>): string {
  const scale = Math.min(zoom.into.width / zoom.from.width, zoom.into.height / zoom.from.height)
  return `translate(${zoom.into.x - zoom.from.x * scale} ${zoom.into.y - zoom.from.y * scale}) scale(${scale})`
}
/** A point of the whole in the larger part. */
export function zoomed(zoom: NonNullable<Shapes['zoom']>, x: number, y: number): [number, number] {
  const scale = Math.min(zoom.into.width / zoom.from.width, zoom.into.height / zoom.from.height)
  return [zoom.into.x + (x - zoom.from.x) * scale, zoom.into.y + (y - zoom.from.y) * scale]
}
/** Classes of about the same number of areas: bounds from which the next begins, round where that is possible. */
export function bounds(values: number[]): number[] {
  const most = Math.max(0, ...values)
  if (most < 1) return []
  const steps = [0.25, 0.5, 0.75].map((part) => { const at = most * part; const round = 10 ** Math.floor(Math.log10(Math.max(1, at))); return Math.max(1, Math.round(at / round) * round) })
  return steps.filter((at, n) => at > (steps[n - 1] ?? 0))
}
export const classOf = (value: number, limits: number[]) => limits.filter((limit) => value >= limit).length
