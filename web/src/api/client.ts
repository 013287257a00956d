// The only place that talks to the server. Every answer is a value or a `Refused`; a dead network is
// `Refused` with the code `offline`, so that screens have one way of saying what happened.
import createClient from 'openapi-fetch'
import { fieldName } from '../fields'
import { labelled, language } from '../language'
import { noteServerTime } from '../clock'
import type { BulkOutcome, HistoryLine, Outcome, Problem, paths } from './schema'

export type * from './schema'

/** What went wrong, in the reader's language; nothing has happened then. */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  readonly problem: Problem | undefined
  /** Whether it was only read: nothing was sent that could be done twice. */
  reading = false
  constructor(code: string, status: number, message: string, problem?: Problem) {
    super(message)
    this.code = code
    this.status = status
    this.problem = problem
  }
  /** With a stale version: what happened since. */
  get since(): HistoryLine[] {
    return this.problem?.since ?? []
  }
  /** What exactly is wrong, without what all refusals of its code say. */
  get exactly(): string {
    const { title = '', detail = '' } = this.problem ?? {}
    return (detail.startsWith(title) ? detail.slice(title.length) : detail).trim()
  }
  /** Sentences by field. */
  get fields(): Record<string, string> {
    return Object.fromEntries((this.problem?.errors ?? []).map((error) => [error.field, error.detail]))
  }
}

let onSignedOut: () => void = () => {}
/** Called when the server no longer knows the session. */
export function whenSignedOut(run: () => void) {
  onSignedOut = run
}

/** Nothing has reached the server, or nobody knows. */
export const offline = () =>
  new Refused(
    'offline',
    0,
    language.value === 'en'
      ? 'The network is gone. What you wrote is still here; try again when it is back.'
      : '没发出去，您写的都还在。网络恢复后再试一次。',
  )

/** The network is gone while something is read: nothing was written that could be lost. */
const unread = () =>
  ofReading(
    new Refused(
      'offline',
      0,
      language.value === 'en'
        ? 'The network is gone, so this could not be read. Try again when it is back.'
        : '网络不通，没取到。恢复后再试一次。',
    ),
  )
function ofReading(refused: Refused): Refused {
  refused.reading = true
  return refused
}
/** Answers to what was only read. */
const readings = new WeakSet<Response>()

let ahead: { url: string; until: number; answer: Promise<Response> } | undefined
/** Asks for what a page will read first, while its parts still come; who reads that path within a moment gets the answer. */
export function askAhead(path: string) {
  const answer = fetch(path, { headers: { 'Accept-Language': language.value }, credentials: 'same-origin' })
  answer.catch(() => {})
  ahead = { url: new URL(path, location.href).href, until: performance.now() + 3_000, answer }
}
/** What was asked ahead, once, and only if it went well. */
async function askedAhead(request: Request): Promise<Response | undefined> {
  if (request.method !== 'GET' || ahead?.url !== request.url || performance.now() > ahead.until) return undefined
  const { answer } = ahead
  ahead = undefined
  const response = await answer.catch(() => undefined)
  return response?.ok ? response : undefined
}

async function over(request: Request): Promise<Response> {
  let response: Response
  try {
    response = (await askedAhead(request)) ?? (await fetch(request))
  } catch {
    throw request.method === 'GET' ? unread() : offline()
  }
  if (request.method === 'GET') readings.add(response)
  noteServerTime(response.headers.get('date'))
  if (response.status === 401 && !request.url.endsWith('/api/sign-in')) onSignedOut()
  return response
}

export const api = createClient<paths>({ baseUrl: '', fetch: over, credentials: 'same-origin' })
api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.value)
    return request
  },
})

/** The sentence of a refusal; on screens a field is called as its label says. */
function said({ title, detail, errors }: Problem, url?: string): string {
  const first = errors?.[0]
  return first ? `${title} ${labelled(fieldName(first.field, url), first.detail)}` : detail || title
}
function refused(status: number, error: unknown, url?: string): Refused {
  const problem = error as Problem | undefined
  if (problem?.code) return new Refused(problem.code, status, said(problem, url), problem)
  return new Refused(
    'unavailable',
    status,
    language.value === 'en' ? 'The server did not answer as expected. Try again in a moment.' : '服务器没有正常答复，请过一会儿再试。',
  )
}

/** The value of an answer, or `Refused`. */
export async function read<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) {
    const why = refused(response.status, error, response.url)
    throw readings.has(response) ? ofReading(why) : why
  }
  return data as T
}

/** Gives a command on a case. A repeat with the same key is carried out once. */
export async function command(no: string, name: string, body: object, options: { version?: number; key: string }): Promise<Outcome> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Accept-Language': language.value,
    'Idempotency-Key': options.key,
  }
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  const request = new Request(`/api/cases/${encodeURIComponent(no)}/${name}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    credentials: 'same-origin',
    keepalive: true,
  })
  const response = await over(request)
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refused(response.status, answer)
  return answer as Outcome
}

/** Gives one command on many cases, each by itself: what became of each, in order. */
export async function bulk(
  name: string,
  body: object,
  cases: { no: string; version?: number | undefined }[],
  key: string,
): Promise<(Outcome | Refused)[]> {
  const response = await over(
    new Request('/api/cases/bulk', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language.value, 'Idempotency-Key': key },
      credentials: 'same-origin',
      keepalive: true,
      body: JSON.stringify({ command: name, with: body, cases }),
    }),
  )
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refused(response.status, answer)
  return (answer as BulkOutcome).results.map((one) => one.outcome ?? refused(one.problem?.status ?? 0, one.problem))
}

/** A file that is read while it is written. */
export async function stream(path: string, signal: AbortSignal): Promise<Response> {
  const response = await over(new Request(path, { headers: { 'Accept-Language': language.value }, credentials: 'same-origin', signal }))
  if (!response.ok) throw ofReading(refused(response.status, await response.json().catch(() => undefined)))
  return response
}

/** Adds one file to a case; one that is aborted counts as one that the network lost. */
export async function attach(no: string, form: FormData, key: string, signal: AbortSignal): Promise<Outcome> {
  const response = await over(
    new Request(`/api/cases/${encodeURIComponent(no)}/attach`, {
      method: 'POST',
      headers: { 'Accept-Language': language.value, 'Idempotency-Key': key },
      body: form,
      credentials: 'same-origin',
      signal,
    }),
  )
  if (!response.ok) throw refused(response.status, await response.json().catch(() => undefined))
  return (await response.json()) as Outcome
}

/** A fresh key for a command. */
export const freshKey = () => crypto.randomUUID()
