// The shapes of the city's areas, asked once a visit; a profile may have none.
import { ref } from 'vue'
import { api, read, type Shapes } from '../api/client'
import { areaName, unitOf } from '../reference'
import { posts } from '../session'
import { lw, number } from './words'

export const shapes = ref<Shapes>()
/** Whether it is known that there are none. */
export const shapeless = ref(false)
let asked: Promise<void> | undefined
export function needShapes(): Promise<void> {
  asked ??= read(api.GET('/api/reference/shapes'))
    .then((found) => {
      if (found.areas.length) shapes.value = found
      else shapeless.value = true
    })
    .catch(() => {
      asked = undefined
    })
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
  const steps = [0.25, 0.5, 0.75].map((part) => {
    const at = most * part
    const round = 10 ** Math.floor(Math.log10(Math.max(1, at)))
    return Math.max(1, Math.round(at / round) * round)
  })
  return steps.filter((at, n) => at > (steps[n - 1] ?? 0))
}
export const classOf = (value: number, limits: number[]) => limits.filter((limit) => value >= limit).length

/** Whether none of the reader's posts reaches a district: what it has is unknown to him, not none. */
export function outside(code: string): boolean {
  const mine = posts().map((post) => unitOf(post.unit)?.area.slice(0, 6) ?? '')
  return mine.length > 0 && mine.every((area) => area && !area.endsWith('00') && area !== code)
}
/** Every area with where its name stands, whether it is drawn once more and larger, and how full it is. */
export function drawn(values: (code: string) => number) {
  const all = shapes.value
  const limits = bounds((all?.areas ?? []).map((one) => values(one.code)))
  return (all?.areas ?? []).map((one) => {
    const inset = !!all?.zoom?.areas.includes(one.code)
    const [x, y] = inset ? zoomed(all!.zoom!, one.x, one.y) : [one.x, one.y]
    const name = areaName(one.code)
    const unknown = !values(one.code) && outside(one.code)
    return {
      ...one,
      x,
      y,
      name,
      short: name.replace(/[区县市]$/, ''),
      value: values(one.code),
      unknown,
      shade: unknown ? 'kx' : `k${classOf(values(one.code), limits)}`,
      inset,
    }
  })
}
/** What the shades stand for. */
export function legendOf(values: (code: string) => number) {
  const limits = bounds((shapes.value?.areas ?? []).map((one) => values(one.code)))
  const shades = [...limits, 0]
    .sort((a, b) => a - b)
    .map((from, n, all) => ({
      shade: `k${n}`,
      text:
        n + 1 < all.length
          ? all[n + 1]! - 1 > from
            ? `${number(from)}–${number(all[n + 1]! - 1)}`
            : number(from)
          : lw.orMore(number(from)),
    }))
  return (shapes.value?.areas ?? []).some((one) => !values(one.code) && outside(one.code))
    ? [...shades, { shade: 'kx', text: lw.outside }]
    : shades
}
