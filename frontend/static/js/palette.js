// The command palette: pages and things to create from the frame itself, objects from /search.
import { element, icon } from './dom.js';

const dialog = document.getElementById('palette');
const input = dialog?.querySelector('input');
const list = dialog?.querySelector('ul');
let places = [];
let found = [];
let at = 0;
let asked = 0;

function entry(link, prefix = '') {
  const name = link.querySelector('use')?.getAttribute('href')?.split('#')[1] ?? 'arrow-right';
  return { word: prefix + link.textContent.trim(), href: link.href, icon: name, note: '' };
}

function collect() {
  const create = document.querySelector('.bar .menu .btn-primary')?.textContent.trim() ?? '';
  places = [
    ...[...document.querySelectorAll('.nav-group a')].map((link) => entry(link)),
    ...[...document.querySelectorAll('.bar .menu .btn-primary + .menu-list a')].map((link) => entry(link, `${create} `)),
  ];
}

function draw() {
  const rows = [...matching(input.value), ...found].slice(0, 14);
  at = Math.min(at, Math.max(0, rows.length - 1));
  list.replaceChildren(...rows.map((row, index) => {
    const item = element('li', { role: 'option', id: `palette-${index}`, 'aria-selected': String(index === at), 'data-href': row.href }, icon(row.icon), element('span', {}, row.word));
    if (row.note) item.append(element('small', {}, row.note));
    return item;
  }));
  if (rows.length === 0) list.append(element('li', { class: 'palette-none' }, list.dataset.none));
  input.setAttribute('aria-activedescendant', rows.length ? `palette-${at}` : '');
  list.children[at]?.scrollIntoView({ block: 'nearest' });
}

function matching(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return places.filter((place) => words.every((word) => place.word.toLowerCase().includes(word)));
}

async function search() {
  const text = input.value.trim();
  const turn = ++asked;
  if (!dialog.dataset.search || text.length < 2) {
    found = [];
    draw();
    return;
  }
  await new Promise((resume) => setTimeout(resume, 150));
  if (turn !== asked) return;
  try {
    const response = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
    const items = response.ok ? (await response.json()).items : [];
    if (turn !== asked) return;
    found = items.map((item) => ({ word: item.name, href: item.path, icon: item.kind, note: item.note ?? item.kind }));
  } catch {
    found = [];
  }
  draw();
}

export function openPalette() {
  if (!dialog || dialog.open) return;
  collect();
  found = [];
  at = 0;
  input.value = '';
  dialog.showModal();
  draw();
}

function choose(item) {
  if (item?.dataset.href) location.assign(item.dataset.href);
}

if (dialog) {
  input.addEventListener('input', () => {
    at = 0;
    draw();
    search();
  });
  dialog.addEventListener('keydown', (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      at = (at + move + list.children.length) % list.children.length;
      draw();
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(list.children[at]);
    }
  });
  list.addEventListener('click', (event) => choose(event.target.closest('li')));
}
