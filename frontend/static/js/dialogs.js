// Native dialogs: opened by [data-dialog="id"], closed by [data-dialog-close], with a typed name where data is lost.

function ready(form) {
  const typed = form.dataset.typed;
  if (!typed) return;
  const fits = form.querySelector('[data-typed-input]')?.value.trim() === typed;
  const submit = form.querySelector('footer [type=submit]');
  submit.disabled = !fits;
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest?.('[data-dialog]');
  if (opener && opener.getAttribute('aria-disabled') !== 'true') {
    const dialog = document.getElementById(opener.dataset.dialog);
    dialog?.querySelectorAll('form').forEach((form) => {
      form.reset();
      form.querySelector('[data-dialog-problem]')?.replaceChildren();
      ready(form);
    });
    dialog?.showModal();
  }
  if (event.target.closest?.('[data-dialog-close]')) event.target.closest('dialog')?.close();
  if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
  if (event.target.closest?.('[data-help]')) document.getElementById('help')?.showModal();
});

document.addEventListener('input', (event) => {
  if (event.target.matches?.('[data-typed-input]')) ready(event.target.form);
});

document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.successful) event.detail.elt.closest?.('dialog[open]')?.close();
});
