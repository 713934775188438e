// Keyboard shortcuts. Single keys work only where no text is being typed.
import { typing } from './dom.js';
import { toggleDrawer } from './drawer.js';
import { openPalette } from './palette.js';

const PLACES = { d: 'dashboard', p: 'pools', h: 'hosts', v: 'vms', t: 'tasks', e: 'events', f: 'failovers', a: 'availability' };
let leader = 0;

function go(place) {
  document.querySelector(`.side a[data-nav="${place}"]`)?.click();
}

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || document.querySelector('dialog[open]')) return;
  if (event.timeStamp - leader < 1200 && PLACES[event.key]) {
    leader = 0;
    event.preventDefault();
    go(PLACES[event.key]);
    return;
  }
  leader = event.key === 'g' ? event.timeStamp : 0;
  if (event.key === '/') {
    const field = document.getElementById('search');
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  }
  if (event.key === '?') document.getElementById('help')?.showModal();
  if (event.key === 't') toggleDrawer();
});

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-palette]')) openPalette();
});
