// htmx requests carry the CSRF token; their refusals are shown where the user looks.
import { element } from './dom.js';
import { toast } from './toasts.js';

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

/** Headers of a request of ours that isn't htmx's: with the CSRF token, and answered like a part of a page. */
export function guarded(headers = {}) {
  const header = meta('csrf-header');
  return { 'HX-Request': 'true', ...headers, ...(header ? { [header]: meta('csrf-token') } : {}) };
}

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign(event.detail.headers, guarded());
});

// A live part that comes anew keeps what the reader has in hand: open menus and dialogs, the field being typed in, and
// parts that loaded themselves ([data-keep]).
const { callbacks } = globalThis.Idiomorph.defaults;
callbacks.beforeNodeMorphed = (old) => !(old instanceof Element && old.hasAttribute('data-keep'));
const inHand = (node) => node === document.activeElement || node.closest('dialog[open]');
callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === 'open' && /^(details|dialog)$/i.test(node.tagName)) && !(/^(value|checked|disabled)$/.test(name) && inHand(node));

document.addEventListener('toast', (event) => toast(event.detail.value ?? event.detail));

/** What a failed response says: a problem document's detail and next, or something honest. */
export function problemOf(status, body) {
  try {
    const problem = JSON.parse(body);
    if (problem.detail || problem.title) {
      return { text: problem.detail ?? problem.title, detail: problem.next ?? null, reference: problem.reference ?? null };
    }
  } catch {
    // Not a problem document: an error page, or nothing.
  }
  if (status === 401) return { text: 'Your session has ended.', detail: 'Load the page again to sign in.' };
  if (status === 403) return { text: 'You may not do this.', detail: 'If the page was open for long, load it again.' };
  if (status === 404) return { text: 'It is no longer there.', detail: 'It may have been deleted, or you may not see it.' };
  return { text: 'That did not work.', detail: `The server answered with status ${status}. Try again.` };
}

function tell(source, problem) {
  const place = source?.closest('dialog[open]')?.querySelector('[data-dialog-problem]');
  const detail = [problem.detail, problem.reference && `Reference ${problem.reference}`].filter(Boolean).join(' ');
  if (!place) {
    toast({ tone: 'bad', text: problem.text, detail });
    return;
  }
  place.replaceChildren(element('strong', {}, problem.text));
  if (detail) place.append(element('p', {}, detail));
}

document.addEventListener('htmx:responseError', (event) => {
  const { elt, xhr } = event.detail;
  if (elt.closest('[data-quiet]')) return;
  if (xhr.status === 401) {
    location.reload();
    return;
  }
  tell(elt, problemOf(xhr.status, xhr.responseText));
});

// A refusal with status 422 that no form took for its own.
document.addEventListener('everup:problem', ({ target, detail }) => {
  tell(target, { text: detail.detail, detail: detail.next ?? null, reference: detail.reference ?? null });
});

document.addEventListener('htmx:sendError', (event) => {
  if (event.detail.elt.closest('[data-quiet]')) return;
  tell(event.detail.elt, { text: 'Everup can’t be reached.', detail: 'Check the connection and try again. Running VMs are not touched by this.' });
});

// A request that was sent to the sign-in page means that the session is over: go there whole, not into a fragment.
document.addEventListener('htmx:beforeSwap', (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname.endsWith('/sign-in')) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

// A part that fetched itself anew while it was put to another use, such as a list that was searched meanwhile: what was
// asked before is no longer what it shows.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, requestConfig } = event.detail;
  const now = target.getAttribute('hx-get');
  if (requestConfig.elt === target && now !== null && requestConfig.verb === 'get' && requestConfig.path !== now) event.detail.shouldSwap = false;
});
