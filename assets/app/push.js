// Notices while the app is closed, as the page turns them on and off. The app itself asks by its line (line.js), within the
// press: browsers ask a person only then. The token that the app keeps in this browser goes to the app's own server, once.
(() => {
  const LOOK_MS = 3000;
  const AGAIN_MS = 10000; // Once the app draws, what it was told to keep is kept.
  const KEPT = 'aday.push';
  const TEST_TAG = 'aday-test', RUNG = 'aday-rung-1', SHOWN_MS = 20000; // As the worker has them (notices.js).
  const token = () => {
    try { return String(JSON.parse(localStorage.getItem('flutter.aday.token')) || ''); } catch { return ''; }
  };
  const call = (method, body, path = '/push') => fetch(path, {
    method, cache: 'no-store', credentials: 'same-origin', body,
    headers: token() ? {Authorization: `Bearer ${token()}`} : {},
  });
  const canBe = aday.keeps && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

  async function subscription() {
    const registration = canBe && await navigator.serviceWorker.getRegistration('/');
    return registration ? registration.pushManager.getSubscription() : null;
  }

  // `none`: not in this browser; `unset`: not at this checkout; `denied`: its person said no; else `on`, `off` or `failed`.
  async function state() {
    if (!canBe) return 'none';
    const answer = await call('GET').catch(() => null);
    if (!answer || !answer.ok) return 'failed';
    const {public_key, is_on} = await answer.json();
    if (!public_key) return 'unset';
    // Only of what could be had here: nobody is sent to the browser's settings in vain.
    if (Notification.permission === 'denied') return 'denied';
    return is_on && isOf(await subscription(), read(public_key)) ? 'on' : 'off';
  }

  const read = key => Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
  // From whoever has another key it takes nothing, as after an operator's new one.
  const isOf = (made, key) => made && String(new Uint8Array(made.options.applicationServerKey || [])) === String(key);

  async function turnOn() {
    if (!canBe) return 'none';
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off';
    const told = await call('GET');
    if (!told.ok) return 'failed'; // Whoever refuses does not say that there is no key.
    const known = await told.json();
    if (!known.public_key) return 'unset';
    await navigator.serviceWorker.register('/keeper.js', {updateViaCache: 'none'});
    const registration = await navigator.serviceWorker.ready;
    const key = read(known.public_key);
    const wanted = {userVisibleOnly: true, applicationServerKey: key};
    const old = await registration.pushManager.getSubscription();
    if (old && !isOf(old, key)) await old.unsubscribe();
    // The first one right after the browser's start may fail.
    const made = await registration.pushManager.subscribe(wanted).catch(() => registration.pushManager.subscribe(wanted));
    const {endpoint, keys} = made.toJSON();
    const answer = await call('PUT', JSON.stringify({endpoint, keys, public_key: known.public_key}));
    if (answer.ok) {
      localStorage.setItem(KEPT, 'on');
      return 'on';
    }
    await made.unsubscribe();
    return 'failed';
  }

  async function turnOff() {
    // Until the app's server has heard of it: it alone can have the browser forget the token that its worker asks with.
    localStorage.setItem(KEPT, 'off');
    const old = await subscription();
    const answer = await call('DELETE').catch(() => null);
    if (answer && answer.status < 500) localStorage.removeItem(KEPT);
    if (canBe) await caches.open(RUNG).then(cache => cache.delete('/last')).catch(() => {});
    if (old) await old.unsubscribe();
    return 'off';
  }

  // A notice that tells nothing but that it came. `came 312`: milliseconds from the press until the worker had shown it; `sent 40`:
  // its push service took it, and nothing was shown; else `gone`, `often`, `refused` or `failed`.
  async function tryIt() {
    const began = performance.now(), shown = new Map(), channel = new BroadcastChannel(TEST_TAG);
    let look = () => {};
    channel.onmessage = event => { shown.set(event.data, Math.round(performance.now() - began)); look(); };
    try {
      const answer = await call('POST', undefined, '/push/test');
      if (!answer.ok) return {404: 'gone', 429: 'often'}[answer.status] || 'failed';
      const {id, is_taken, took_ms} = await answer.json();
      if (!is_taken) return 'refused';
      await new Promise(done => {
        look = () => shown.has(id) && done();
        setTimeout(done, SHOWN_MS);
        look();
      });
      return shown.has(id) ? `came ${shown.get(id)}` : `sent ${took_ms}`;
    } finally {
      channel.close();
    }
  }

  // When the worker last heard of something, in milliseconds since 1970; 0 where it never did.
  async function lastCame() {
    const found = canBe && await (await caches.open(RUNG)).match('/last');
    return found ? String(await found.json()) : '0';
  }

  // The app as one of the phone's own: `ready` where the browser lets a press do it, `iphone` where its person has to, in the
  // browser's own menu, and `none` where it is so already or cannot be.
  let offered = null;
  addEventListener('beforeinstallprompt', event => { event.preventDefault(); offered = event; });
  addEventListener('appinstalled', () => { offered = null; });
  function installable() {
    if (matchMedia('(display-mode: standalone)').matches || navigator.standalone) return 'none';
    return offered ? 'ready' : /iPhone|iPad|iPod/.test(navigator.userAgent) ? 'iphone' : 'none';
  }

  async function install() {
    const asked = offered;
    offered = null; // It asks once.
    if (asked) await asked.prompt();
    return installable();
  }

  aday.push = async asked => {
    try {
      return await {state, on: turnOn, off: turnOff, test: tryIt, last: lastCame, installable, install}[asked]();
    } catch (error) {
      console.warn('Notices:', error);
      return 'failed';
    }
  };

  // Whoever signs out here is told nothing here any more, with a line to the checkout or without.
  let wasIn = token();
  setInterval(() => {
    const isIn = token();
    if (wasIn && wasIn !== isIn) turnOff();
    wasIn = isIn;
  }, LOOK_MS);
  if (aday.keeps && localStorage.getItem(KEPT) === 'off') turnOff();
  else if (!wasIn) subscription().then(old => old && turnOff(), () => {});

  // A worker that was broken is forgotten with all that it had (first.js), the operator has another key, or the push
  // service forgot this browser: what was turned on is turned on again.
  setTimeout(async () => {
    const isKept = canBe && token() && localStorage.getItem(KEPT) === 'on' && Notification.permission === 'granted';
    if (isKept && await aday.push('state') === 'off') await aday.push('on');
  }, AGAIN_MS);

  // Whoever looks at the app has seen what came.
  async function seen() {
    if (document.hidden) return;
    if (navigator.clearAppBadge) navigator.clearAppBadge().catch(() => {});
    const registration = canBe && await navigator.serviceWorker.getRegistration('/');
    for (const one of registration && registration.getNotifications ? await registration.getNotifications() : []) one.close();
  }
  document.addEventListener('visibilitychange', seen);
  seen();
})();
