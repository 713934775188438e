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
