// The same words in English; the shape is that of the Chinese files.
import { acts } from './acts/en'
import { agent } from './agent/en'
import { calls } from './calls/en'
import { ofCase } from './case/en'
import { codes } from './codes/en'
import { frame } from './frame/en'
import { lists } from './lists/en'
import { rows } from './rows/en'
import type { Words } from './zh-CN'

export const en: Words = {
  ...acts,
  ...agent,
  ...calls,
  ...ofCase,
  ...codes,
  ...frame,
  ...lists,
  ...rows,
}
