// What is left open (groups of the navigation, the drawer) is kept in a cookie: the server then sends pages as they were left.

document.addEventListener('toggle', (event) => {
  if (!event.target.dataset?.open) return;
  const open = [...document.querySelectorAll('details[data-open][open]')].map((part) => part.dataset.open);
  document.cookie = `everup-open=${open.join('_') || 'none'}; path=/; max-age=31536000; samesite=lax`;
}, true);
