// The browser's part of every page. Pages are readable without it.
import './requests.js';
import './times.js';
import './menus.js';
import './dialogs.js';
import './tables.js';
import './tree.js';
import './drawer.js';
import './palette.js';
import './keys.js';
import './live.js';

document.documentElement.dataset.script = 'on';

// On a phone not all tabs are in sight: the one that is open is.
for (const tabs of document.querySelectorAll('.tabs')) {
  const open = tabs.querySelector('[aria-current=page]');
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
}
