// The administrators' addresses, one a way.
import type { RouteRecordRaw } from 'vue-router'

export const officeRoutes: RouteRecordRaw[] = [
  { path: 'people/:person?', name: 'people', component: () => import('./PeopleScreen.vue'), meta: { keep: true } },
  { path: 'programs', name: 'programs', component: () => import('./ProgramsScreen.vue') },
  { path: 'messages', name: 'messages', component: () => import('./MessagesScreen.vue') },
  { path: 'audit', name: 'audit', component: () => import('./AuditScreen.vue') },
  { path: 'calendar', name: 'calendar', component: () => import('./CalendarScreen.vue') },
  { path: 'rules', name: 'rules', component: () => import('./RulesScreen.vue') },
  { path: 'condition', name: 'condition', component: () => import('./ConditionScreen.vue') },
]
