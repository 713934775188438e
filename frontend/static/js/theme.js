// Runs before the first paint: the chosen colours, or the system's.
(function () {
  const system = matchMedia('(prefers-color-scheme: dark)');
  function apply() {
    let chosen = null;
    try {
      chosen = localStorage.getItem('everup.theme');
    } catch {
      // A browser that keeps nothing follows the system.
    }
    const theme = chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light';
    document.documentElement.dataset.bsTheme = theme;
  }
  apply();
  system.addEventListener('change', apply);
  addEventListener('storage', apply);
  addEventListener('everup:theme', apply);
})();
