// Short messages in a polite live region. Bad news stays until it is closed.
import { element, icon } from './dom.js';

const ICONS = { ok: 'ok', info: 'info', warn: 'warning', bad: 'danger' };
const SECONDS = { ok: 6, info: 6, warn: 12 };

/** {tone: ok|info|warn|bad, text, detail?, href?, link?} */
export function toast({ tone = 'info', text, detail, href, link }) {
  const region = document.getElementById('toasts');
  if (!region || !text) return;
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': region.dataset.close }, icon('close'));
  const words = element('div', {}, element('strong', {}, text));
  if (detail) words.append(element('p', {}, detail));
  if (href) words.append(element('p', {}, element('a', { href }, link ?? href)));
  const note = element('div', { class: `toast-note tone-${tone}` }, icon(ICONS[tone] ?? 'info'), words, close);
  let timer = null;
  const wait = () => {
    if (SECONDS[tone]) timer = setTimeout(() => note.remove(), SECONDS[tone] * 1000);
  };
  close.addEventListener('click', () => note.remove());
  note.addEventListener('pointerenter', () => clearTimeout(timer));
  note.addEventListener('pointerleave', wait);
  region.append(note);
  while (region.children.length > 4) region.firstElementChild.remove();
  wait();
}
