// Who is signed in, and which ways of the desk are his.
import { reactive } from 'vue'
import { api, read, Refused, type Me, type MyPost, type Welcome } from './api/client'

export const session = reactive<{ me: Me | undefined; welcome: Welcome | undefined; known: boolean }>({
  me: undefined,
  welcome: undefined,
  known: false,
})

let arriving: Promise<void> | undefined
/** Asks who is signed in; once a visit. */
export function arrive(): Promise<void> {
  if (session.known) return Promise.resolve()
  return (arriving ??= ask().finally(() => {
    arriving = undefined
  }))
}
async function ask(): Promise<void> {
  const [me, welcome] = await Promise.allSettled([read(api.GET('/api/me')), read(api.GET('/api/welcome'))])
  if (welcome.status === 'fulfilled') session.welcome = welcome.value
  if (me.status === 'fulfilled') session.me = me.value
  else if (!(me.reason instanceof Refused) || me.reason.status !== 401) throw me.reason
  session.known = true
}
export async function signIn(login: string, password: string): Promise<void> {
  session.me = await read(api.POST('/api/sign-in', { body: { login, password, token: false } }))
  session.known = true
}
export async function signOut(): Promise<void> {
  try {
    await read(api.POST('/api/sign-out'))
  } finally {
    session.me = undefined
  }
}

export const posts = (): MyPost[] => session.me?.posts ?? []
export const holds = (...roles: MyPost['role'][]) => posts().some((post) => roles.includes(post.role))
/** Posts with one of the roles, one a unit. */
export function unitsWith(...roles: MyPost['role'][]): MyPost[] {
  const seen = new Set<string>()
  return posts().filter((post) => roles.includes(post.role) && !seen.has(post.unit) && seen.add(post.unit))
}
