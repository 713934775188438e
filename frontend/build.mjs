// Copies what the pages need from node_modules and static/ into dist/, which Maven puts on the class path.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';

const vendor = [
  ['@novnc/novnc/core', 'vendor/novnc/core'],
  ['@novnc/novnc/vendor', 'vendor/novnc/vendor'],
  ['@tabler/core/dist/css/tabler.min.css', 'vendor/tabler/tabler.min.css'],
  ['@tabler/core/dist/js/tabler.min.js', 'vendor/tabler/tabler.min.js'],
  ['htmx.org/dist/htmx.min.js', 'vendor/htmx.min.js'],
  ['idiomorph/dist/idiomorph-ext.min.js', 'vendor/idiomorph-ext.min.js'],
];

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
if (existsSync('static')) cpSync('static', 'dist', { recursive: true });
for (const [from, to] of vendor) cpSync(`node_modules/${from}`, `dist/${to}`, { recursive: true });
