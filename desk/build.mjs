// Bundles the desk's browser code, and the readers' film player: `node build.mjs [--outdir DIR]`. Fails when it grows past what a newsroom on a
// slow line should wait for.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const LIMIT = 150 * 1024

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({ options: { outdir: { type: 'string', default: join(here, 'dist') } } })
const outdir = resolve(values.outdir)
mkdirSync(outdir, { recursive: true })

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: 'es2022',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
}

// A style sheet that is not there yet is an empty one.
const absentStyles = {
  name: 'absent-styles',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/.*\.css$/ }, args => {
      const path = join(args.resolveDir, args.path)
      return existsSync(path) ? undefined : { path, namespace: 'absent' }
    })
    builder.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: '', loader: 'css' }))
  },
}

// Modules of the libraries that weigh more than what they do here: a console in colours, a schema checker that comes
// along with two lines of DOM, and a hash for marks that overlap themselves, which none of ours does.
const LIGHT = {
  'lib0/dom': 'export const doc = document',
  'lib0/logging': 'export const print = console.log, warn = console.warn; export const [BOLD, UNBOLD, RED, UNCOLOR, ORANGE, GREY, BLUE, GREEN, PURPLE] = []',
  'lib0/hash/sha256': 'export const digest = () => { throw new Error("no mark of this schema overlaps itself") }',
}
const lightModules = {
  name: 'light-modules',
  setup(builder) {
    builder.onResolve({ filter: /^lib0\/(dom|logging|hash\/sha256)$/ }, ({ path }) => ({ path, namespace: 'light' }))
    builder.onLoad({ filter: /.*/, namespace: 'light' }, ({ path }) => ({ contents: LIGHT[path] }))
    // Ways around the bugs of a browser that is gone.
    builder.onLoad({ filter: /prosemirror-view.dist.index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^const ie = .*$/m, 'const ie = false;').replace(/^const ie_version = .*$/m, 'const ie_version = 0;'),
    }))
  },
}

const parts = [
  { entry: 'src/editor/main.ts', out: 'editor.js' },
  { entry: 'src/screens/main.ts', out: 'screens.js', optional: true },
  { entry: 'css/all.css', out: 'desk.css' },
  // Not the desk's: what readers fetch when they press Play, and what the library's screens fetch beside the rest.
  { entry: 'src/player/main.ts', out: 'player.js', apart: true },
  { entry: 'src/library/main.ts', out: 'library.js', apart: true },
  { entry: 'css/library.css', out: 'library.css', apart: true },
]

const report = []
for (const { entry, out, optional, apart } of parts) {
  const file = join(outdir, out)
  if (optional && !existsSync(join(here, entry))) {
    // The pages name the file either way.
    writeFileSync(file, '')
    continue
  }
  await build({ ...common, entryPoints: [entry], outfile: file, plugins: [absentStyles, lightModules] })
  if (out.endsWith('.js')) await tighten(file, out === 'editor.js')
  const bytes = readFileSync(file)
  report.push({ out, apart, size: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length })
}

const total = report.filter(part => !part.apart).reduce((sum, part) => sum + part.gzip, 0)
for (const { out, size, gzip } of report) console.log(`${out.padEnd(12)} ${kb(size)} minified, ${kb(gzip)} gzip`)
console.log(`${'together'.padEnd(12)} ${kb(total)} gzip of ${kb(LIMIT)}`)
if (total > LIMIT) {
  console.error('The desk has grown past its limit.')
  process.exit(1)
}

// A second pass finds what the first leaves: about three in a hundred of what goes over the line. The libraries of
// the editor begin their inner names with an underscore, and nothing that leaves the program does.
async function tighten(file, shortNames) {
  const { code } = await minify(readFileSync(file, 'utf8'), { module: true, ecma: 2020, compress: { passes: 2 }, mangle: shortNames ? { properties: { regex: /^_[a-zA-Z]/ } } : {} })
  writeFileSync(file, code)
}

function kb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`
}
