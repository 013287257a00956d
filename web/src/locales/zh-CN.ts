// 工作台的全部用语，一处一个文件夹。一个意思一个词（docs/glossary.md）。
import { acts } from './acts/zh-CN'
import { agent } from './agent/zh-CN'
import { calls } from './calls/zh-CN'
import { ofCase } from './case/zh-CN'
import { codes } from './codes/zh-CN'
import { frame } from './frame/zh-CN'
import { lists } from './lists/zh-CN'
import { rows } from './rows/zh-CN'

export const zh = {
  ...acts,
  ...agent,
  ...calls,
  ...ofCase,
  ...codes,
  ...frame,
  ...lists,
  ...rows,
}
export type Words = typeof zh
