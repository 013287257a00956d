// 清单上的词：导出、批量、列、存下的筛选。
export const lists = {
  take: {
    out: '导出', csv: '导出 CSV', xlsx: '导出 Excel', going: (rows: number, total: number) => (total ? `${rows} / ${total} 行` : `${rows} 行`), making: '服务器正在写表……', stop: '停下', done: (rows: number) => `已导出 ${rows} 行`, cut: (rows: number, of: number) => `没有导全：一共 ${of} 行，Excel 表只放得下前 ${rows} 行。要全部的，请导出 CSV，或者把清单收窄再导。`, broken: '没导完，文件不全，没有存下。', key: '导出 CSV', help: '和清单同样的内容、同样的遮盖；每次导出都记入审计。',
  },
  columns: { title: '列', of: { days: '期格', place: '地点', lead: '主办', step: '到哪一步', no: '编号', kind: '类别', item: '事项', submitted: '登记时间', round: '轮次' } as Record<string, string>, help: '换一台电脑登录也跟着您。' },
  filters: { title: '存下的筛选', none: '选一个', save: '存下这个筛选', name: '筛选的名称', keep: '存', drop: (name: string) => `删掉 ${name}`, nothing: '先选条件，再存下。', kept: (name: string) => `已存下“${name}”` },
  narrow: { title: '筛选', key: '筛选这个清单', area: '区域', areaHelp: '名称、代码或拼音首字母', below: '下派到', belowHelp: '名称、别名或拼音首字母', mine: '只看我的', clear: '去掉筛选', see: '看清单', shown: (n: number, hidden: number) => (hidden ? `筛出 ${n} 件，另有 ${hidden} 件没显示` : `筛出 ${n} 件`), none: '没有合这个筛选的件', hides: (n: number) => `这个清单里有 ${n} 件，都被筛选挡住了。去掉筛选就看得到。` },
  here: { who: (name: string, unit: string) => `${name}（${unit}）`, open: (names: string) => `${names}也开着这件。`, writing: (names: string) => `${names}正在写这件。` },
  many: { bar: '所选的件一起办', go: (command: string, n: number) => `${command} ${n} 件`, title: (command: string, n: number) => `${command} · ${n} 件`, help: '每件各办各的：一件没成不影响别的，办完逐件说明结果。', key: '所选的一起办', asAsked: '不填就按各件申请的天数。', ruling: '每件裁定等得最久的那个退件；同意退件时，改派的单位对所选各件都一样。', sendBack: '同一个理由会写给每件的承办单位。' },
}
