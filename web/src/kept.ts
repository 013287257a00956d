// Choices of a person that this browser keeps: columns, saved filters. The server has no room for them yet.
import { ref, watch, type Ref } from 'vue'
import { session } from './session'

export function useKept<T>(name: string, initial: T): Ref<T> {
  const key = `desk.kept:${session.me?.person ?? ''}:${name}`
  const value = ref(initial) as Ref<T>
  try { const text = localStorage.getItem(key); if (text) value.value = JSON.parse(text) as T } catch { /* what is not readable counts as not chosen */ }
  watch(value, (now) => { try { localStorage.setItem(key, JSON.stringify(now)) } catch { /* for this page only */ } }, { deep: true })
  return value
}
