"""What runs in a page before its own scripts, or is asked of it."""

from pathlib import Path

# Flutter draws on a canvas; what can be found and pressed is its semantics tree, switched on by
# a press at the middle of its placeholder.
SEMANTICS = """new MutationObserver(() => {
  const e = document.querySelector('flt-semantics-placeholder');
  if (!e || window.__semantics) return;
  window.__semantics = true;
  const r = e.getBoundingClientRect(), at = {bubbles: true, cancelable: true, clientX: r.left + r.width / 2, clientY: r.top + r.height / 2};
  for (const t of ['pointerdown', 'pointerup']) e.dispatchEvent(new PointerEvent(t, at));
  e.dispatchEvent(new MouseEvent('click', at));
}).observe(document, {childList: true, subtree: true});"""
OPENED = "window.__opened = []; window.open = url => { window.__opened.push(String(url)); return null; };"
UNMARKED = "box => box !== document.activeElement && (box.removeAttribute('autocorrect'), true)"
SHARED = """window.__shared = []; const def = (k, v) => Object.defineProperty(navigator, k, {value: v, configurable: true});
  def('canShare', () => true); def('share', async d => { window.__shared.push(d.text || d.files.map(file => file.name).join()); });"""
# What a screen reader is told by itself, in turn: Flutter puts it into elements of its own and takes it out again.
SAID = """window.__said = []; new MutationObserver(changes => {
  for (const change of changes) for (const node of change.addedNodes) {
    const at = node.parentElement;
    if (at && at.closest('flt-announcement-polite, flt-announcement-assertive') && node.textContent.trim()) window.__said.push(node.textContent.trim());
  }
}).observe(document, {childList: true, subtree: true});"""
# Whether the browser still gives the page frames to draw.
DRAWS = "new Promise(say => { setTimeout(() => say(false), 3000); requestAnimationFrame(() => say(true)); })"
# What the page takes itself for: Flutter draws nothing on one that nobody sees.
STATE = "[document.visibilityState, document.hasFocus() ? 'has the focus' : 'has no focus'].join(', ')"
IS_CHOSEN = "box => !box.isConnected || box.selectionEnd - box.selectionStart === box.value.length"
STANDS = """async one => {
  for (let before = '', at = performance.now(); performance.now() - at < 1000;) {
    const {x, y, width, height} = one.getBoundingClientRect(), now = [x, y, width, height].join();
    if (now === before) return;
    before = now;
    await new Promise(done => setTimeout(done, 60));
  }
}"""
COVERED_BY = """ident => {
  const named = `[flt-semantics-identifier='${ident}']`, box = document.querySelector(named).getBoundingClientRect();
  return [...document.querySelectorAll('[role=button], [role=tab], input, textarea, [flt-tappable]')].filter(one => {
    const at = one.getBoundingClientRect();
    return !one.closest(named) && at.width * at.height && at.left < box.right - 1 && at.right > box.left + 1
      && at.top < box.bottom - 1 && at.bottom > box.top + 1;
  }).map(one => one.closest('[flt-semantics-identifier]')?.getAttribute('flt-semantics-identifier') || one.outerHTML.slice(0, 200));
}"""
# As large as a browser, or a phone that passes its own setting on, may ask for: half as large again.
LARGE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '24px'; });"
# Takes what Flutter draws and draws nothing of it.
BLIND = Path(__file__).with_name("blind.js").read_text()
