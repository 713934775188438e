// The inventory tree: remembers what is open in this tab, and marks where the reader is.
import { each } from './dom.js';

const KEY = 'everup.tree';
const open = new Set(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));

function mark(root) {
  each('a[href]', (link) => {
    const here = link.pathname === location.pathname || location.pathname.startsWith(`${link.pathname}/`);
    if (here && link.pathname !== '/') link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }, root);
}

document.addEventListener('toggle', (event) => {
  const node = event.target.dataset?.node;
  if (!node) return;
  if (event.target.open) open.add(node);
  else open.delete(node);
  sessionStorage.setItem(KEY, JSON.stringify([...open]));
}, true);

document.addEventListener('htmx:afterSettle', (event) => {
  const tree = event.target.closest?.('#tree');
  if (!tree) return;
  mark(tree);
  each('details[data-node]:not([open])', (node) => {
    if (open.has(node.dataset.node)) node.open = true;
  }, event.target);
});
