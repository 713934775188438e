// The browser's part of a status page: times in the reader's zone, and a fresh page every minute.
import './times.js';

setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelector('main').replaceWith(page.querySelector('main'));
    document.dispatchEvent(new Event('htmx:afterSwap'));
  } catch {
    // Nobody answers: the page stays as it was, with the time it was read at.
  }
}, 60_000);
