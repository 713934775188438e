// Copies what the pages need from node_modules and static/ into dist/, which Maven puts on the class path,
// and draws the icons that icons.json names into one sprite, /icons.svg.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const vendor = [
  ['@novnc/novnc/core', 'vendor/novnc/core'],
  ['@novnc/novnc/vendor', 'vendor/novnc/vendor'],
  ['@tabler/core/dist/css/tabler.min.css', 'vendor/tabler/tabler.min.css'],
  ['htmx.org/dist/htmx.min.js', 'vendor/htmx.min.js'],
  ['idiomorph/dist/idiomorph-ext.min.js', 'vendor/idiomorph-ext.min.js'],
  ['uplot/dist/uPlot.esm.js', 'vendor/uplot/uPlot.esm.js'],
  ['uplot/dist/uPlot.min.css', 'vendor/uplot/uPlot.min.css'],
  ...['latin', 'latin-ext', 'cyrillic', 'greek'].map((script) => [
    `@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`,
    `vendor/inter/inter-${script}.woff2`,
  ]),
  // For reports in PDF, which take no variable fonts.
  ['@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf', 'vendor/inter/inter-400.ttf'],
  ['@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf', 'vendor/inter/inter-600.ttf'],
];

function symbol(name, source) {
  const file = `node_modules/@tabler/icons/icons/${source}.svg`;
  if (!existsSync(file)) throw new Error(`icons.json: ${name} asks for ${source}, which Tabler does not have`);
  const filled = source.startsWith('filled/');
  const shapes = readFileSync(file, 'utf8')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<svg[\s\S]*?>/, '')
    .replace('</svg>', '')
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
    .replace(/\s*\n\s*/g, '')
    .trim();
  const paint = filled
    ? 'fill="currentColor" stroke="none"'
    : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24"><g ${paint}>${shapes}</g></symbol>`;
}

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
cpSync('static', 'dist', { recursive: true });
for (const [from, to] of vendor) cpSync(`node_modules/${from}`, `dist/${to}`, { recursive: true });

const icons = JSON.parse(readFileSync('icons.json', 'utf8'));
const symbols = Object.entries(icons).map(([name, source]) => symbol(name, source));
writeFileSync('dist/icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);

// A module's own address carries its fingerprint (the server adds it), but the modules it imports are named in its text:
// they get the fingerprint of all modules, so that no browser mixes the modules of two releases.
const modules = readdirSync('dist/js').filter((name) => name.endsWith('.js'));
const digest = createHash('sha256');
for (const name of modules.sort()) digest.update(readFileSync(`dist/js/${name}`));
const release = digest.digest('hex').slice(0, 10);
for (const name of modules) {
  const text = readFileSync(`dist/js/${name}`, 'utf8');
  writeFileSync(`dist/js/${name}`, text.replace(/(from|import)(\s*\(?\s*)'(\.\/[\w-]+\.js)'/g, `$1$2'$3?v=${release}'`));
}
