// Rows that are picked: the bar that acts on them, a range by Shift, and picks that outlive a live refresh.
import { each } from './dom.js';

const picked = new Set();
let last = null;

function show() {
  const bar = document.getElementById('bulk');
  const boxes = [...document.querySelectorAll('[data-pick]')];
  const all = document.querySelector('[data-pick-all]');
  const on = boxes.filter((box) => box.checked).length;
  if (all) {
    all.checked = on > 0 && on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
  }
  if (!bar) return;
  bar.hidden = on === 0;
  const count = bar.querySelector('[data-bulk-count]');
  if (count) count.textContent = on === 1 ? count.dataset.one : count.dataset.many.replace('{n}', on);
}

function note(box) {
  if (box.checked) picked.add(box.value);
  else picked.delete(box.value);
}

document.addEventListener('click', (event) => {
  const box = event.target;
  if (box.matches?.('[data-pick]')) {
    const boxes = [...document.querySelectorAll('[data-pick]')];
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) {
      boxes.slice(from, to + 1).forEach((between) => {
        between.checked = box.checked;
        note(between);
      });
    }
    note(box);
    last = box;
    show();
  }
  if (box.matches?.('[data-pick-all]')) {
    each('[data-pick]', (row) => {
      row.checked = box.checked;
      note(row);
    });
    show();
  }
  if (box.closest?.('[data-bulk-clear]')) {
    picked.clear();
    each('[data-pick]', (row) => (row.checked = false));
    show();
  }
});

document.addEventListener('htmx:afterSettle', () => {
  each('[data-pick]', (box) => (box.checked = picked.has(box.value)));
  show();
});
