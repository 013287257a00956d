// Packs every text of the build, as br and as gz, so that the server only picks one. But for the pages nothing stays as it
// is: whoever takes neither is rare, and the server unpacks for him.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
let bytes = 0
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(html|js|css|svg|json)$/.test(entry.name)) continue
  const path = join(entry.parentPath, entry.name)
  const text = readFileSync(path)
  if (text.length < 400) continue
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  writeFileSync(`${path}.br`, brotli)
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
  bytes += brotli.length
  if (!path.endsWith('.html')) rmSync(path)
}
console.log(`packed: ${(bytes / 1024).toFixed(1)} KiB br in all`)
