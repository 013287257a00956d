// Files of a case that were chosen and have not arrived: a form that brings them along asks before it goes out,
// for once it has gone the case takes none any more.
import { onBeforeUnmount, shallowReactive } from 'vue'

/** A place where files of a case are chosen. */
export interface OnWay {
  no: () => string
  /** Which piece of evidence it belongs to, counted from 1. */
  piece?: () => number
  /** Whether one was chosen that has not arrived. */
  waits: () => boolean
  /** Says so there, and takes the focus. */
  ask: () => void
}
const places = shallowReactive(new Set<OnWay>())

/** Tells of a place as long as it is there. */
export function useOnWay(place: OnWay) {
  places.add(place)
  onBeforeUnmount(() => places.delete(place))
}
/** The places of a case where a file waits. */
export const onWay = (no: string) => [...places].filter((place) => place.no() === no && place.waits())
