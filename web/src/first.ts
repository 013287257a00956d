// What a screen is opened for comes first. A list asks for its rows at once; what the desk asks beside them
// (reference lists, counts, the stream of news, choices of the person, the calendar) waits until they are there,
// so that the server and the few connections of a browser are not busy with it. A screen that names nothing
// keeps nobody waiting.

/** What comes first takes no longer than this to hold the rest up. */
const LONGEST = 1_000
let waiting: Promise<unknown> = Promise.resolve()

/** Names what the screen that opens now is opened for. */
export function comesFirst(answer: Promise<unknown>) {
  waiting = Promise.race([answer.catch(() => {}), new Promise((done) => setTimeout(done, LONGEST))])
}
/** Until what comes first is there. The frame is drawn before the screen in it, hence the turn that is waited. */
export async function afterFirst(): Promise<void> {
  await Promise.resolve()
  await waiting
}
