// Menus are <details>: these rules close them, and move in them with the arrow keys. Also: reasons of disabled buttons, colours, copying.
import { each, element, remember, remembered } from './dom.js';

const menus = () => document.querySelectorAll('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of menus()) {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest('.menu-list a, .menu-list [data-dialog], .menu-list [data-help]')) menu.open = false;
  }
});

document.addEventListener('submit', (event) => {
  event.target.closest?.('details.menu')?.removeAttribute('open');
});

document.addEventListener('keydown', (event) => {
  const menu = [...menus()].pop();
  if (!menu) return;
  if (event.key === 'Escape') {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const items = [...menu.querySelectorAll('.menu-list a, .menu-list button')];
    const at = items.indexOf(document.activeElement);
    items.at(event.key === 'ArrowDown' ? (at + 1) % items.length : at <= 0 ? items.length - 1 : at - 1)?.focus();
    event.preventDefault();
  }
});

// A button that can't be used stays reachable and says why.
function refuses(event) {
  const button = event.target.closest?.('[aria-disabled=true]');
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  explain(button);
}
document.addEventListener('click', refuses, true);
document.addEventListener('submit', (event) => {
  if (event.submitter?.getAttribute('aria-disabled') === 'true') refuses({ target: event.submitter, preventDefault: () => event.preventDefault(), stopImmediatePropagation: () => event.stopImmediatePropagation() });
}, true);

let bubble = null;
function explain(button) {
  hush();
  if (!button.dataset.reason) return;
  bubble = element('div', { class: 'reason', 'aria-hidden': 'true' }, button.dataset.reason);
  (button.closest('dialog') ?? document.body).append(bubble);
  const at = button.getBoundingClientRect();
  const room = bubble.getBoundingClientRect();
  bubble.style.left = `${Math.max(8, Math.min(at.left, innerWidth - room.width - 8))}px`;
  bubble.style.top = `${at.bottom + 6 + room.height > innerHeight ? at.top - room.height - 6 : at.bottom + 6}px`;
}
function hush() {
  bubble?.remove();
  bubble = null;
}
for (const kind of ['mouseover', 'focusin']) {
  document.addEventListener(kind, (event) => {
    const button = event.target.closest?.('[data-reason]');
    if (button) explain(button);
  });
}
for (const kind of ['mouseout', 'focusout', 'scroll']) document.addEventListener(kind, hush, true);

function showTheme() {
  const chosen = remembered('everup.theme') ?? 'auto';
  each('[data-theme-set]', (button) => button.setAttribute('aria-pressed', String(button.dataset.themeSet === chosen)));
}
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-theme-set]');
  if (button) {
    remember('everup.theme', button.dataset.themeSet === 'auto' ? null : button.dataset.themeSet);
    dispatchEvent(new Event('everup:theme'));
    showTheme();
  }
  const copy = event.target.closest?.('[data-copy]');
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => {
      const title = copy.title;
      copy.title = copy.dataset.done;
      copy.setAttribute('aria-label', copy.dataset.done);
      copy.classList.add('copied');
      setTimeout(() => {
        copy.title = title;
        copy.setAttribute('aria-label', title);
        copy.classList.remove('copied');
      }, 1500);
    });
  }
});
showTheme();

// On a phone the navigation is opened by its address (#nav), so it works without a script; with one, Escape and a choice close it.
const closeNavigation = () => location.hash === '#nav' && history.replaceState(null, '', location.pathname + location.search) === undefined && location.replace('#');
document.addEventListener('keydown', (event) => event.key === 'Escape' && closeNavigation());
