// The tasks drawer: stays as it was left, and its closed line says what is going on.
import './left-open.js';

const drawer = document.getElementById('drawer');

export function toggleDrawer() {
  if (drawer) drawer.open = !drawer.open;
}

function summarise() {
  const running = Number(drawer.querySelector('[data-running]')?.dataset.running ?? 0);
  const badge = document.getElementById('tasks-running');
  if (badge) badge.textContent = running > 0 ? String(running) : '';
  const row = drawer.querySelector('tr[data-state=RUNNING], tr[data-state=CANCELLING]') ?? drawer.querySelector('tbody tr');
  const title = row?.querySelector('[data-task-title]')?.textContent ?? '';
  const state = row?.querySelector('.state')?.textContent.trim() ?? '';
  const progress = row?.querySelector('progress[value]')?.value;
  const share = progress === undefined ? '' : ` ${Math.round(progress * 100)} %`;
  document.getElementById('drawer-line').textContent = title ? `${title} · ${state.toLowerCase()}${share}` : '';
}

if (drawer) {
  document.getElementById('drawer-body').addEventListener('htmx:afterSettle', summarise);
  document.querySelector('[data-drawer-toggle]')?.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    toggleDrawer();
  });
}
