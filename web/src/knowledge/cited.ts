// The entry that an answer is taken from.
import type { KnowledgeOffered } from '../api/client'

export interface Cited {
  entry: string
  version: number
  question: string
}

/** What choosing an entry puts into the call: its words below what was already written, and the reference. */
export function readyAnswer(one: KnowledgeOffered, written: string): { answer: string; cited: Cited } {
  const said = written.trim()
  const answer = said && said !== one.answer ? `${said}\n${one.answer}` : one.answer
  return { answer, cited: { entry: one.entry, version: one.version, question: one.question } }
}
