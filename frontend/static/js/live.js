// Live updates: the server says what changed, and the parts of the page that show it fetch themselves again.
// A change of VM 7 becomes the events live:vm and live:vm:7 on the body; htmx listens with hx-trigger="live:vm from:body".
import { clock } from './times.js';

const EVERY = 300; // milliseconds between two events of one name, so that a burst is one fetch
const waiting = new Map();
const lostBar = document.getElementById('live-lost');
let lostTimer = null;
let wasLost = false;

function send(name) {
  document.body.dispatchEvent(new CustomEvent(name));
}

function raise(name) {
  const last = waiting.get(name);
  if (last?.timer) return;
  const pause = Math.max(0, EVERY - (performance.now() - (last?.at ?? -EVERY)));
  const timer = setTimeout(() => {
    waiting.set(name, { at: performance.now(), timer: null });
    send(name);
  }, pause);
  waiting.set(name, { at: last?.at ?? -EVERY, timer });
}

function changed(text) {
  let change;
  try {
    change = JSON.parse(text);
  } catch {
    return;
  }
  raise(`live:${change.type}`);
  if (change.id) raise(`live:${change.type}:${change.id}`);
}

/** Everything that listens fetches itself again: nobody knows what was missed. */
function catchUp() {
  const names = new Set();
  for (const listener of document.querySelectorAll('[hx-trigger*="live:"]')) {
    for (const name of listener.getAttribute('hx-trigger').match(/live:[\w:-]+/g)) names.add(name);
  }
  names.forEach(raise);
}

function lost() {
  if (lostTimer) return;
  const since = clock(Date.now());
  // A server that restarts is back within seconds: no alarm for that.
  lostTimer = setTimeout(() => {
    wasLost = true;
    if (!lostBar) return;
    const words = lostBar.querySelector('[data-text]');
    words.textContent = words.dataset.words.replace('{time}', since);
    lostBar.hidden = false;
  }, 2500);
}

function recovered() {
  const late = performance.now() > 3000 && lostTimer === null && !wasLost;
  clearTimeout(lostTimer);
  if (lostTimer !== null || late) catchUp();
  lostTimer = null;
  wasLost = false;
  if (lostBar) lostBar.hidden = true;
}

let known = 'connecting';
function state(now) {
  if (now === known) return;
  known = now;
  if (now === 'open') recovered();
  if (now === 'lost') lost();
}

function direct(address) {
  const source = new EventSource(address);
  source.onopen = () => state('open');
  source.onerror = () => {
    state('lost');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => direct(address), 3000);
  };
  source.addEventListener('change', (event) => changed(event.data));
  addEventListener('pagehide', () => source.close());
}

function shared(address) {
  const worker = new SharedWorker(new URL('./live-worker.js', import.meta.url), { name: 'everup-live' });
  worker.port.onmessage = ({ data }) => {
    if (data.state) state(data.state);
    if (data.change) changed(data.change);
  };
  worker.onerror = () => direct(address);
  worker.port.postMessage({ address });
  addEventListener('pagehide', () => worker.port.postMessage({ leave: true }));
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

const address = document.body.dataset.live;
if (address) {
  const absolute = new URL(address, location.href).href;
  if ('SharedWorker' in globalThis) shared(absolute);
  else direct(absolute);
}
