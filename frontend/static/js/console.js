// A VM's screen. Each connection needs a fresh ticket; after a reset, a migration or a fault it connects again by itself.
import { guarded, problemOf } from './requests.js';

const page = document.body;
const screen = document.getElementById('console-screen');
const status = document.getElementById('console-state');
const FIRST_PAUSE = 400; // milliseconds
const LONGEST_PAUSE = 5000;

const { default: RFB } = await import(page.dataset.novnc);

let rfb = null;
let pause = FIRST_PAUSE;
let timer = null;
let fit = true;
let leaving = false;

function say(state, more = '') {
  status.dataset.state = state;
  status.textContent = `${status.dataset[state]}${more ? ` ${more}` : ''}`;
}

async function ticket() {
  const response = await fetch(page.dataset.ticket, { method: 'POST', headers: guarded({ Accept: 'application/json' }) });
  if (response.ok) return (await response.json()).ticket;
  const failure = new Error('refused');
  failure.status = response.status;
  failure.problem = problemOf(response.status, await response.text());
  throw failure;
}

function again(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(connect, milliseconds);
}

function later(state, more) {
  say(state, more);
  again(pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function refused(failure) {
  if (!failure.problem) return later('failed');
  const { text, detail } = failure.problem;
  const why = [text, detail].filter(Boolean).join(' ');
  // A VM that is off, or on its way, may be there soon; a missing right or VM won't.
  if (failure.status === 409) return later(page.dataset.state === 'MIGRATING' ? 'moving' : 'off', text);
  return say('refused', why);
}

async function connect() {
  clearTimeout(timer);
  close();
  say(pause === FIRST_PAUSE ? 'connecting' : status.dataset.state ?? 'connecting');
  try {
    const pass = await ticket();
    const address = new URL(`${page.dataset.socket}?ticket=${encodeURIComponent(pass)}`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    open(address.href);
  } catch (failure) {
    refused(failure);
  }
}

function open(address) {
  const session = new RFB(screen, address, { shared: true });
  rfb = session;
  session.scaleViewport = fit;
  session.background = 'transparent';
  session.addEventListener('connect', () => {
    pause = FIRST_PAUSE;
    say('connected');
    session.focus();
  });
  session.addEventListener('disconnect', () => {
    if (rfb !== session || leaving) return;
    rfb = null;
    later('again');
  });
  session.addEventListener('securityfailure', (event) => later('failed', event.detail.reason ?? ''));
}

function close() {
  const session = rfb;
  rfb = null;
  session?.disconnect();
}

function wake() {
  if (rfb || leaving) return;
  pause = FIRST_PAUSE;
  again(FIRST_PAUSE);
}

/** Types a text key by key: for passwords and commands, where the guest shares no clipboard. */
function type(text) {
  const special = { '\n': 0xff0d, '\t': 0xff09 };
  for (const letter of text.replaceAll('\r\n', '\n')) {
    const code = letter.codePointAt(0);
    const keysym = special[letter] ?? (code < 0x100 ? code : 0x01000000 + code);
    rfb?.sendKey(keysym, null, true);
    rfb?.sendKey(keysym, null, false);
  }
}

const on = (id, action) => document.getElementById(id)?.addEventListener('click', action);

on('console-cad', () => {
  rfb?.sendCtrlAltDel();
  rfb?.focus();
});
on('console-scale', (event) => {
  fit = !fit;
  event.currentTarget.setAttribute('aria-pressed', String(fit));
  if (rfb) rfb.scaleViewport = fit;
});
on('console-full', () => (document.fullscreenElement ? document.exitFullscreen() : screen.requestFullscreen()));
on('console-again', () => {
  pause = FIRST_PAUSE;
  connect();
});
document.getElementById('console-type')?.addEventListener('submit', (event) => {
  type(event.target.elements.text.value);
  event.target.reset();
  rfb?.focus();
});

page.addEventListener(`live:vm:${page.dataset.vm}`, wake);
addEventListener('online', wake);
addEventListener('pagehide', () => {
  leaving = true;
  close();
});

connect();
