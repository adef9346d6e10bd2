// The first screen: how much of the app is here, until it draws. Then what came is given to the worker that keeps it
// (keeper.js), so that the next visit needs none of it. Whatever is broken in what is kept must never keep the app shut:
// then everything is forgotten and fetched anew.
(() => {
  const KEPT_AFTER_MS = 5000; // The line and the processor are the app's own until then.
  const UNSEEN_MS = 1000;
  const SILENT_MS = 20000; // Without a byte for so long, the line is named.
  const UNDRAWN_MS = 60000; // With everything here and nothing drawn for so long, what is kept must be broken.
  const TRIES_MOST = 3, TRY_MS = 3000;
  const screen = document.getElementById('first'), share = document.getElementById('first-share');
  const line = document.getElementById('first-line'), slow = document.getElementById('first-slow');
  const native = window.fetch;
  const workers = navigator.serviceWorker;
  const files = new Map(), early = new Map();
  let movedAt = Date.now(), wholeAt = 0, isDrawn = false, isFailed = false;

  // Which of its renderers Flutter's loader takes: the smaller one where WebAssembly collects garbage and Blink draws.
  const isBlink = navigator.vendor === 'Google Inc.' || navigator.userAgent.includes('Edg/');
  const isSmall = isBlink && WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 95, 1, 120, 0]));
  for (const [path, size] of Object.entries(aday.sizes)) {
    const isOthers = isSmall ? /canvaskit\.wasm$|dart\.js$/ : /skwasm\.wasm$|dart\.wasm$|^(?!.*chromium).*canvaskit\.wasm$/;
    if (!isOthers.test(path)) files.set(path, {size, here: 0});
  }

  function moved(path, bytes, isWhole) {
    const file = files.get(path) || {size: aday.sizes[path] || 0, here: 0};
    files.set(path, file);
    file.here = isWhole ? file.size : Math.min(file.size, file.here + bytes);
    movedAt = Date.now();
    slow.hidden = true;
    let here = 0, size = 0;
    for (const one of files.values()) { here += one.here; size += one.size; }
    const part = size ? here / size : 1, percent = Math.floor(part * 100);
    line.firstElementChild.style.transform = `scaleX(${part})`;
    line.setAttribute('aria-valuenow', percent);
    share.textContent = new Intl.NumberFormat(document.documentElement.dataset.language, {style: 'percent'}).format(percent / 100);
    if (here >= size && !wholeAt) wholeAt = Date.now();
    if ([...files].every(([path, one]) => !path.endsWith('.wasm') || one.here >= one.size)) fetchSoon();
  }

  // The letters are asked for only once the engine runs: they come while it is being made ready.
  function fetchSoon() {
    for (const path of aday.soon.splice(0)) early.set(path, counted(path, native(path)));
  }

  async function counted(path, answer) {
    const response = await answer;
    if (!response.ok || !response.body) return response;
    const reader = response.body.getReader();
    const body = new ReadableStream({
      async pull(controller) {
        const {done, value} = await reader.read();
        if (done) { moved(path, 0, true); return controller.close(); }
        moved(path, value.length);
        controller.enqueue(value);
      },
      cancel: reason => reader.cancel(reason),
    });
    return new Response(body, {status: response.status, headers: {'Content-Type': response.headers.get('Content-Type') || ''}});
  }

  // What a worker or the browser kept is here at once, and is best compiled from where it was compiled before.
  window.fetch = function (input, init) {
    const path = typeof input === 'string' ? new URL(input, document.baseURI).pathname : '';
    const begun = early.get(path);
    early.delete(path);
    if (begun) return begun;
    if (isDrawn || !(path in aday.sizes)) return native.apply(window, arguments);
    const answer = native.apply(window, arguments);
    if (workers && workers.controller) return answer.then(response => { moved(path, 0, true); return response; });
    return counted(path, answer);
  };
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const path = new URL(entry.name).pathname;
      if (path.endsWith('main.dart.js') && files.has(path)) moved(path, 0, true);
    }
  }).observe({type: 'resource', buffered: true});

  // line.js has heard what the app draws: two frames later it is on the glass. A page that nobody sees has no frames.
  addEventListener('aday-drawn', () => {
    requestAnimationFrame(() => requestAnimationFrame(drawn));
    setTimeout(drawn, UNSEEN_MS);
  }, {once: true});
  function drawn() {
    if (isDrawn) return;
    isDrawn = true;
    clearInterval(watch);
    screen.remove();
    try { sessionStorage.removeItem('aday.tries'); } catch { /* Nothing may be kept here. */ }
    setTimeout(keep, KEPT_AFTER_MS);
    // What opens without a line says when it was last open (away.js).
    addEventListener('pagehide', noteOpen);
    document.addEventListener('visibilitychange', noteOpen);
  }

  function noteOpen() {
    try { localStorage.setItem('aday.open_at', Date.now()); } catch { /* Nothing may be kept here. */ }
  }

  async function keep() {
    if (!aday.keeps) return forget();
    if (!workers) return;
    try {
      await workers.register('/keeper.js', {updateViaCache: 'none'});
      const {active} = await workers.ready;
      const paths = performance.getEntriesByType('resource').map(entry => new URL(entry.name)).filter(
        url => url.origin === location.origin && url.pathname.startsWith('/kept/')).map(url => url.pathname);
      active.postMessage({keep: [...new Set(paths)]});
    } catch (error) {
      console.info('Nothing is kept in this browser:', error);
    }
  }

  async function forget() {
    try {
      for (const one of workers ? await workers.getRegistrations() : []) await one.unregister();
      for (const name of window.caches ? await caches.keys() : []) await caches.delete(name);
    } catch (error) {
      console.info('What is kept cannot be forgotten:', error);
    }
  }

  // Something that the app needs did not come, or is broken. As soon as the server answers it is begun again, from the
  // second time on without what was kept; and not for ever, as a fault of the page's own does not go away by that.
  async function failed(reason) {
    if (isDrawn || isFailed || window.flet.flutterApp) return;
    isFailed = true;
    slow.hidden = false;
    console.warn('The app did not start:', reason);
    let tries = TRIES_MOST;
    try { tries = Number(sessionStorage.getItem('aday.tries') || 0); } catch { /* Then a person presses. */ }
    if (tries >= TRIES_MOST) return;
    while (!(await native('/healthz', {cache: 'no-store'}).then(answer => answer.ok, () => false))) {
      await new Promise(go => setTimeout(go, TRY_MS));
    }
    sessionStorage.setItem('aday.tries', tries + 1);
    again();
  }
  async function again() {
    await forget();
    location.reload();
  }
  document.getElementById('first-again').onclick = again;
  addEventListener('unhandledrejection', event => failed(event.reason));
  addEventListener('error', event => { if (String(event.target && event.target.src).includes('/kept/')) failed(event.target.src); }, true);
  const watch = setInterval(() => {
    const now = Date.now();
    if (document.hidden) { movedAt = now; if (wholeAt) wholeAt = now; return; }
    if (!wholeAt && now - movedAt > SILENT_MS) slow.hidden = false;
    if (wholeAt && now - wholeAt > UNDRAWN_MS) failed('nothing is drawn');
  }, 1000);
})();
