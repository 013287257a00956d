// The desk's addresses. A door that is not one's own leads back to the own work and says so.
import { createRouter, createWebHistory } from 'vue-router'
import { askAhead, whenSignedOut } from './api/client'
import { tellAstray } from './astray'
import { w } from './language'
import { arrive, session } from './session'
import { settled } from './tab'
import { officeRoutes } from './office/routes'
import { mayGo, UNIT_LISTS, WAYS, waysOf } from './ways'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    keep?: boolean
    /** What the page reads first, asked for before it is there. */ ahead?: string
  }
}

const queue = () => import('./screens/QueueScreen.vue')
const ways = WAYS.filter(
  (way) =>
    !['calls', 'unit', 'overview', 'figures', 'cases', 'knowledge', 'templates', ...officeRoutes.map((one) => one.name)].includes(way.name),
).map((way) => ({ path: way.path.slice(1), name: way.name, component: queue, props: { way: way.name }, meta: { title: way.name } }))

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./screens/SignIn.vue') },
    { path: '/wall', name: 'wall', component: () => import('./lead/WallScreen.vue') },
    {
      path: '/',
      component: () => import('./screens/FrameDesk.vue'),
      children: [
        { path: '', name: 'home', component: () => import('./screens/NoPlace.vue') },
        { path: 'calls', name: 'calls', component: () => import('./screens/AgentScreen.vue') },
        ...ways,
        {
          path: `unit/:list(${UNIT_LISTS.join('|')})?`,
          name: 'unit',
          component: () => import('./screens/UnitScreen.vue'),
          meta: { keep: true },
        },
        { path: 'overview', name: 'overview', component: () => import('./lead/OverviewScreen.vue') },
        { path: 'figures', name: 'figures', component: () => import('./lead/FiguresScreen.vue') },
        { path: 'cases', name: 'cases', component: () => import('./screens/CasesScreen.vue'), meta: { ahead: '/api/cases?limit=50' } },
        { path: 'knowledge/:entry?', name: 'knowledge', component: () => import('./knowledge/KnowledgeScreen.vue'), meta: { keep: true } },
        {
          path: 'templates/:template?',
          name: 'templates',
          component: () => import('./templates/TemplatesScreen.vue'),
          meta: { keep: true },
        },
        ...officeRoutes,
        { path: 'case/:no', name: 'case', component: () => import('./screens/CasePage.vue') },
        { path: ':rest(.*)*', name: 'nowhere', component: () => import('./screens/NoPlace.vue') },
      ],
    },
  ],
})
tellAstray(router)
router.beforeEach(async (to) => {
  // The parts of the page come while the server is asked who is here, not after it: usually he is.
  const arrived = arrive()
  if (!session.known && to.meta.ahead && !Object.keys(to.query).length) askAhead(to.meta.ahead)
  if (!session.known)
    for (const { components } of to.matched)
      for (const part of Object.values(components ?? {}))
        if (typeof part === 'function') void Promise.resolve((part as () => unknown)()).catch(() => {})
  try {
    await Promise.all([arrived, settled])
  } catch {
    /* the network is gone: the page says so where it matters */
  }
  if (to.name === 'sign-in') return session.me && !to.query.again ? '/' : true
  if (!session.me) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  const first = waysOf.value[0]
  if (to.name === 'home' && first) return first.path
  const door = WAYS.find((way) => to.path === way.path || to.path.startsWith(`${way.path}/`))
  // The wall shows what the overview counts, without the frame around it.
  if ((door && !mayGo(door.path)) || (to.name === 'wall' && !mayGo('/overview')))
    return { name: 'nowhere', params: { rest: ['forbidden'] } }
  return true
})
router.afterEach((to) => {
  const way = WAYS.find((one) => one.name === to.name)
  document.title = `${way ? w.way[way.name] : to.name === 'sign-in' ? w.signIn.title : w.desk.name} · ${w.desk.name}`
})
whenSignedOut(() => {
  if (!session.me) return
  session.me = undefined
  const to = router.currentRoute.value.fullPath
  void router.push({ path: '/sign-in', query: { gone: '1', to } })
})
