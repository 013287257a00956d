// 接听和查找的词：来电人、建议、可能重复、搜索。
export const calls = {
  caller: {
    open: (n: number) => `${n} 件没办完`, none: '这个号码没有以前的件。', later: '填了号码就会去找。', looking: '正在找……', masked: '只列看得到的件；每次查找都记入审计。',
    append: '补进', urge: '催办', look: '看', drawer: (n: number) => (n ? `来电人 ${n}` : '来电人'), close: '收起来电人', appendTo: (title: string) => `补进 ${title}`, urgeOf: (title: string) => `催办 ${title}`,
  },
  written: {
    items: '建议的事项', units: '多半由谁办', unitsHelp: '批转员定；先告诉来电人可以。', none: '没有把握的建议，请自己选。', later: '写了诉求就会有建议和像的件。', useItem: '用事项', used: '已选',
    areas: '区县、街道', only: '只登记了', already: (no: string) => `${no} 已经登记，编号和查询码在“刚登记的”里，上面登记的内容不再改。没成的是后面这一步：改好再按一次，不会再登记一件。`,
    mark: '标位置', unmark: '去掉位置', point: '坐标（可不填）', pointLike: '119.3062,26.0753', pointMap: '区县图，点一下标位置', nearby: '附近的件', nearbyHow: (metres: number, days: number) => `${metres} 米内，近 ${days} 天`, nearbyWords: (days: number) => `地点的字对得上，近 ${days} 天`, nearbyArea: (name: string, days: number) => `都在${name}，近 ${days} 天，新的在前`, nearbyNone: '没有别的件。', nearbyMore: (n: number) => `还有 ${n} 件`, metres: (n: number) => (n < 1000 ? `${n} 米` : `${(n / 1000).toFixed(1)} 公里`),
    alike: '可能是同一件事', alikeNone: '近 30 天没有像的件。', differs: '不同', appendThis: (title: string) => `补进这一件 ${title}`,
    appendOwn: (no: string) => `上面写的话会作为来电人的补充记进 ${no}，不另立件，期限不变。`,
    appendOther: (no: string) => `这件是别人来的：上面写的话会作为批注记进 ${no}，中心能看到。来电人要自己的编号和答复，就按“不补了，另立一件”，再受理，由批转员并件。`,
    urgeOwn: (no: string) => `会催办 ${no}${'，上面写的话一并记下；不另立件，期限不变。'}`,
    go: (no: string) => `补进 ${no}`, goUrge: (no: string) => `催办 ${no}`, done: (no: string) => `已补进 ${no}`, doneUrge: (no: string) => `已催办 ${no}`, cancel: '不补了，另立一件', needOwn: '请先写来电人补充的话。',
  },
  find: { label: '编号或文字', help: '编号、地点、诉求里的字，回车查', key: '找编号或文字', of: (q: string) => `含“${q}”` },
}
