// Keeps times fresh and in the viewer's zone. The server sends UTC, which stays readable without this.
import { each } from './dom.js';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function oneUnit(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

function twoUnits(seconds) {
  const parts = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']];
  const first = parts.findIndex(([amount]) => amount > 0);
  return first < 0 ? '0 s' : parts.slice(first, first + 2).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

export function ago(at, now = Date.now()) {
  const seconds = Math.trunc((now - at) / 1000);
  if (Math.abs(seconds) < 1) return 'now';
  return seconds > 0 ? `${oneUnit(seconds)} ago` : `in ${oneUnit(-seconds)}`;
}

export const clock = (at) => timeOnly.format(at);

function show(time) {
  const at = Date.parse(time.dateTime);
  if (Number.isNaN(at)) return;
  const kind = time.dataset.time;
  const text = kind === 'ago' ? ago(at) : kind === 'since' ? twoUnits(Math.max(0, Math.trunc((Date.now() - at) / 1000))) : kind === 'clock' ? clock(at) : dayAndTime.format(at);
  if (time.textContent !== text) time.textContent = text;
  const title = exact.format(at);
  if (time.title !== title) time.title = title;
  if (time.dataset.stale) time.toggleAttribute('data-old', Date.now() - at > Number(time.dataset.stale) * 1000);
}

const showAll = () => each('time[data-time]', show);

showAll();
setInterval(() => {
  if (!document.hidden) showAll();
}, 1000);
document.addEventListener('visibilitychange', showAll);
document.addEventListener('htmx:afterSwap', showAll);
