// Notices of payments while the app is closed; a part of the worker (keeper.js). What comes by the push service says only
// where to look: whether a sum is paid the worker asks the app's own server, and where it cannot it says so.
const WORDS = {}; // adayWords
const TAG = 'aday-payments', TEST_TAG = 'aday-test', RUNG = 'aday-rung-1', ASK_MS = 6000, SEQS_MOST = 50;
let turn = Promise.resolve(), waiting = [];

// One after the other, and what came meanwhile together: one notice, and one question where nobody answers. The next waits
// for no answer that says nothing.
addEventListener('push', event => {
  waiting.push(read(event.data));
  turn = turn.then(() => pushedOrUnsure(waiting.splice(0))).then(seqs => seqs.length && event.waitUntil(heard(seqs)))
    .catch(error => console.warn('A notice was not shown:', error));
  event.waitUntil(turn);
});

// Whatever the browser fails at meanwhile, that there is news is shown: nothing else would say so.
async function pushedOrUnsure(some) {
  try {
    return await pushed(some);
  } catch (error) {
    console.warn('A notice was not shown as it should be:', error);
    const news = some.filter(one => !one.test);
    if (news.length) await showNews(news.at(-1), {body: WORDS[languageOf(news.at(-1))].look, data: {seqs: seqsOf(news), path: '/'}});
    return [];
  }
}

const seqsOf = some => some.map(one => one.seq).filter(one => Number.isSafeInteger(one) && one > 0);

function showNews(said, more, title = WORDS[languageOf(said)].unsure) {
  const language = languageOf(said);
  return registration.showNotification(title, {tag: TAG, renotify: true, lang: language, dir: WORDS[language].direction, ...more});
}

function read(data) {
  try { return data.json() || {}; } catch { return {}; /* Then nothing is known but that there is something. */ }
}

// Of which of them the notice tells.
async function pushed(some) {
  // What came with it is told, whatever becomes of the test.
  for (const one of some) if (one.test) await tried(one).catch(error => console.warn('A test was not shown:', error));
  some = some.filter(one => !one.test);
  if (!some.length) return [];
  await noteThat('/last', Date.now());
  // In front the app itself tells it, with its sound.
  const windows = await clients.matchAll({type: 'window', includeUncontrolled: true});
  if (windows.some(one => one.visibilityState === 'visible')) return [];
  const shown = (await registration.getNotifications({tag: TAG})).flatMap(one => (one.data && one.data.seqs) || []);
  const fresh = seqsOf(some);
  const asked = [...new Set([...shown, ...fresh])].slice(-SEQS_MOST);
  const said = some.at(-1), language = languageOf(said), words = WORDS[language];
  const answer = await ask(asked, language);
  // What lies there already is no answer about what came.
  const told = answer && fresh.some(one => answer.seqs.includes(one)) ? answer : null;
  const notice = told || {title: words.unsure, body: words.look, path: '/'}, seqs = told ? told.seqs : asked;
  const word = told && said.word ? words.word.replace('{word}', said.word) : '';
  const rings = await areNew(some);
  await showNews(said, {
    body: [notice.body, word].filter(Boolean).join('\n'),
    renotify: rings,
    silent: !rings,
    icon: '/icons/icon-192.png',
    data: {seqs, path: notice.path},
  }, notice.title);
  if (navigator.setAppBadge) await navigator.setAppBadge(Math.max(seqs.length, 1)).catch(() => {});
  return told ? fresh.filter(one => seqs.includes(one)) : [];
}

const languageOf = said => WORDS[said.language] ? said.language : Object.keys(WORDS)[0];

// What somebody tries is shown in front as well, and the page that waits for it hears that it is there. It names no sum.
async function tried(said) {
  const language = languageOf(said), words = WORDS[language];
  await registration.showNotification(words.test, {
    body: words.tested,
    tag: TEST_TAG,
    renotify: true,
    lang: language,
    dir: words.direction,
    icon: '/icons/icon-192.png',
    data: {seqs: [], path: '/settings/notifications'},
  });
  const channel = new BroadcastChannel(TEST_TAG);
  channel.postMessage(said.test);
  channel.close();
}

// Where nothing can be kept nobody is told when the last one came.
async function noteThat(name, what) {
  try { await (await caches.open(RUNG)).put(name, new Response(JSON.stringify(what))); } catch { /* As it was. */ }
}

// A message whose taking was not heard of is sent again: it rings once, though its notice was put away meanwhile. Shown it is
// all the same, as a browser that shows nothing for a message says something of its own.
async function areNew(some) {
  const names = some.map(one => `${one.payment || one.payout} ${one.seq}`);
  try {
    const cache = await caches.open(RUNG), found = await cache.match('/rung'), rung = found ? await found.json() : [];
    if (names.every((name, n) => some[n].seq && rung.includes(name))) return false;
    await cache.put('/rung', new Response(JSON.stringify([...rung, ...names].slice(-SEQS_MOST))));
  } catch { /* Where nothing can be kept it rings once more. */ }
  return true;
}

async function ask(seqs, language) {
  if (!seqs.length) return null;
  try {
    const asked = `/push/told?seqs=${seqs.join(',')}&language=${language}`;
    const answer = await fetch(asked, {cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(ASK_MS)});
    const told = answer.ok ? await answer.json() : null;
    return told && typeof told.title === 'string' && Array.isArray(told.seqs) ? told : null;
  } catch {
    return null;
  }
}

// Otherwise the shop is told by a text, if it set one up.
function heard(seqs) {
  const more = {credentials: 'same-origin', keepalive: true, signal: AbortSignal.timeout(ASK_MS)};
  return fetch('/push/heard', {method: 'POST', body: JSON.stringify({seqs}), ...more}).catch(() => {});
}

addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(open((event.notification.data && event.notification.data.path) || '/'));
});

async function open(path) {
  if (navigator.clearAppBadge) navigator.clearAppBadge().catch(() => {});
  const [there] = await clients.matchAll({type: 'window', includeUncontrolled: true});
  if (!there) return clients.openWindow(path);
  await there.focus();
  return there.navigate(path).catch(() => clients.openWindow(path));
}

// The push service gave the browser another place: the checkout is told by the cookie, as there may be no page.
addEventListener('pushsubscriptionchange', event => event.waitUntil((async () => {
  const key = event.oldSubscription && event.oldSubscription.options.applicationServerKey;
  const fresh = event.newSubscription || (key && await registration.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: key}));
  if (fresh) await tell(fresh);
})()));

function tell(subscription) {
  const raw = new Uint8Array(subscription.options.applicationServerKey);
  const public_key = btoa(String.fromCharCode(...raw)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const {endpoint, keys} = subscription.toJSON();
  return fetch('/push', {method: 'PUT', body: JSON.stringify({endpoint, keys, public_key}), credentials: 'same-origin'});
}
