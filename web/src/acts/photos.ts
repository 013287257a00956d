// Photos that were chosen and have not arrived: the browser keeps them beside the draft of their words, by person, case,
// piece and window, so that a page that is loaded again brings them back. They go when they have arrived, are taken
// away, or nobody came back for them.
import { OLD } from '../drafts'
import { session } from '../session'
import { lives, lookWhoLives, thisWindow } from '../tab'

/** A photo on its way, with the words of its piece when it was chosen; the key stays the same at every try. */
export interface Photo {
  key: string
  file: File
  what: string
}
/** Where a photo belongs: whose the screen is, also after the session has turned out to be over. */
export interface Place {
  person: string
  no: string
  /** Its piece of evidence. */
  piece: string
}
interface Kept extends Photo, Place {
  window: string
  at: number
}
const PHOTOS = 'photos'
let opened: Promise<IDBDatabase> | undefined

const open = () =>
  new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open('desk', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(PHOTOS, { keyPath: 'key' })
    asked.onsuccess = () => {
      asked.result.onclose = () => (opened = undefined)
      done(asked.result)
    }
    asked.onerror = () => failed(asked.error ?? new Error('not opened'))
  })
/** An act on what is kept; nothing where the browser keeps nothing: the photo is sent all the same. */
async function act<T>(mode: IDBTransactionMode, what: (photos: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await (opened ??= open())
    return await new Promise<T>((done, failed) => {
      const work = db.transaction(PHOTOS, mode)
      const asked = what(work.objectStore(PHOTOS))
      work.oncomplete = () => done(asked.result)
      work.onabort = () => failed(work.error ?? new Error('aborted'))
    })
  } catch {
    opened = undefined
    return undefined
  }
}
const all = async () => (await act('readonly', (photos) => photos.getAll() as IDBRequest<Kept[]>)) ?? []
const put = (kept: Kept) => act('readwrite', (photos) => photos.put(kept))

export const dropPhoto = (key: string) => act('readwrite', (photos) => photos.delete(key))
export const keepPhoto = (place: Place, photo: Photo) => put({ ...photo, ...place, window: thisWindow(), at: Date.now() })

const own = async ({ person, no }: Omit<Place, 'piece'>) => (await all()).filter((kept) => kept.no === no && kept.person === person)
/** Photos of a piece that this window kept, or one that is not open any more; they are this window's from now on. */
export async function photosOf(place: Place): Promise<Photo[]> {
  const kept = (await own(place)).filter((one) => one.piece === place.piece)
  if (!kept.length) return []
  await lookWhoLives()
  const left = kept.filter(({ window }) => window === thisWindow() || !lives(window)).sort((a, b) => a.at - b.at)
  for (const one of left) await put({ ...one, window: thisWindow() })
  return left.map(({ key, file, what }) => ({ key, file, what }))
}
/** Nobody means the photos of this window any more: of a piece, or of all pieces of a case. */
export async function forgetPhotos(no: string, piece?: string) {
  const person = session.me?.person ?? ''
  const kept = (await own({ person, no })).filter((one) => one.window === thisWindow() && (piece === undefined || one.piece === piece))
  for (const { key } of kept) await dropPhoto(key)
}
export async function sweepPhotos() {
  for (const { key, at } of await all()) if (Date.now() - at > OLD) await dropPhoto(key)
}
