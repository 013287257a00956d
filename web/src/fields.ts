// What the fields of requests are called on screens: a refusal names them as their labels do.
import { isEnglish } from './language'

type Both = readonly [zh: string, en: string]
const FIELDS: Record<string, Both> = {
  accept: ['受理', 'Accept'],
  alone: ['不含下级', 'Without units below'],
  answer: ['答案', 'Answer'],
  area: ['区域', 'Area'],
  basis: ['依据', 'Basis'],
  below: ['下派到', 'Delegated to'],
  blocked: ['状态', 'State'],
  by: ['分行', 'Rows'],
  channel: ['渠道', 'Channel'],
  commitment: ['承诺', 'Promise'],
  days: ['天数', 'Days'],
  due_today: ['今日到期', 'Due today'],
  effective: ['施行日', 'Day of effect'],
  expires_at: ['到期', 'Expires'],
  figure: ['看哪个数', 'Figure'],
  file: ['文件', 'File'],
  from: ['从', 'From'],
  grade: ['评价', 'Grade'],
  group: ['哪一类', 'Which'],
  hour: ['时刻', 'Hour'],
  into: ['并入', 'Into'],
  issued: ['发布日期', 'Date of issue'],
  item: ['事项', 'Item'],
  kind: ['类别', 'Kind'],
  kinds: ['事件', 'Events'],
  knowledge: ['知识', 'Knowledge'],
  lamp: ['灯', 'Lamp'],
  late: ['超期', 'Late'],
  lead: ['主办单位', 'Lead unit'],
  login: ['账号', 'Login'],
  measure: ['看哪个数', 'Figure'],
  mine: ['只看我的', 'Mine'],
  name: ['名称', 'Name'],
  open: ['没办完', 'Open'],
  over: ['过时限', 'Past its limit'],
  owner: ['负责单位', 'Owner unit'],
  parts: ['拆成的件', 'Parts'],
  password: ['密码', 'Password'],
  place: ['地点', 'Place'],
  point: ['坐标', 'Point'],
  posts: ['岗位', 'Posts'],
  q: ['找', 'Search'],
  question: ['问题', 'Question'],
  reason: ['理由', 'Reason'],
  repeat_of: ['重复的件', 'Repeat of'],
  report: ['举报', 'Report'],
  scopes: ['能用来', 'May be used for'],
  seen: ['看到的版本', 'Version seen'],
  solved: ['是否解决', 'Solved'],
  source: ['依据', 'Source'],
  standing: ['状态', 'State'],
  state: ['状态', 'State'],
  status: ['状态', 'State'],
  step: ['哪一步', 'Step'],
  submitted_from: ['登记日从', 'Registered from'],
  submitted_to: ['登记日到', 'Registered to'],
  text: ['内容', 'Text'],
  title: ['标题', 'Title'],
  to: ['转给', 'To'],
  unit: ['单位', 'Unit'],
  urgent: ['紧急', 'Urgent'],
  url: ['地址', 'Address'],
  valid_until: ['有效期到', 'Valid until'],
  value: ['值', 'Value'],
  what: ['内容', 'What'],
  why: ['为什么改', 'Why'],
}
/** Labels that differ by where the request goes. */
const THERE: [path: RegExp, fields: Record<string, Both>][] = [
  [/^\/api\/people/, { name: ['姓名', 'Name'], to: ['到', 'To'] }],
  [/\/publish$/, { answer: ['公开的答复', 'Public answer'] }],
  [/^\/api\/calendar/, { text: ['表', 'Table'] }],
  [
    /^\/api\/rules/,
    {
      aliases: ['别的名称', 'Other names'],
      code: ['编码', 'Code'],
      ended: ['停一条', 'End one'],
      entries: ['加一条或改一条', 'Add or change one'],
      hours: ['办公时间', 'Hours'],
      kind: ['类型', 'Type'],
      parent: ['上级', 'Above'],
      title: ['文件名称', 'Title'],
    },
  ],
  [/^\/api\/(figures|cases|audit)($|\/export)/, { to: ['到', 'To'] }],
]

/** The label of a field of a request; its own name where no screen has it. */
export function fieldName(field: string, url = ''): string {
  const path = url ? new URL(url, location.href).pathname : ''
  // `parts[0].title` is a title.
  const last = field
    .split('.')
    .at(-1)!
    .replace(/\[\d+\]$/, '')
  const both = THERE.find(([there, fields]) => there.test(path) && fields[last])?.[1][last] ?? FIELDS[last]
  return both ? both[isEnglish.value ? 1 : 0] : field
}
