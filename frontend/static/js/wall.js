// The browser's part of the wall: parts that fetch themselves, fresh times, and a clock of the business's zone.
import './requests.js';
import './times.js';
import './live.js';

const face = document.getElementById('wall-clock');
const format = (zone) => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });

let hands;
try {
  hands = format(face.dataset.zone);
} catch {
  hands = format(undefined);
}
const tick = () => {
  const now = new Date();
  face.textContent = hands.format(now);
  face.dateTime = now.toISOString();
};
tick();
setInterval(tick, 1000);

// A screen on a wall must not fall asleep; a browser that can't do that is set up by whoever hung it.
const stayAwake = () => navigator.wakeLock?.request('screen').catch(() => {});
stayAwake();
document.addEventListener('visibilitychange', () => document.hidden || stayAwake());

// A server that was replaced meanwhile may speak of parts that this page doesn't know: once a night everything is loaded anew.
setTimeout(() => location.reload(), 24 * 3600 * 1000);
