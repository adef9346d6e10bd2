// Notices of payments while the app is closed; a part of the worker (keeper.js). What comes by the push service says only
// where to look: whether a sum is paid the worker asks the app's own server, and where it cannot it says so.
const WORDS = {}; // adayWords
const TAG = 'aday-payments', ASK_MS = 6000, SEQS_MOST = 50;
let turn = Promise.resolve();

// One after the other, so that those that come together become one notice.
addEventListener('push', event => {
  turn = turn.then(() => pushed(event.data)).catch(error => console.warn('A notice was not shown:', error));
  event.waitUntil(turn);
});

async function pushed(data) {
  let said = {};
  try { said = data.json() || {}; } catch { /* Then nothing is known but that there is something. */ }
  // In front the app itself tells it, with its sound.
  const windows = await clients.matchAll({type: 'window', includeUncontrolled: true});
  if (windows.some(one => one.visibilityState === 'visible')) return;
  const shown = (await registration.getNotifications({tag: TAG})).flatMap(one => (one.data && one.data.seqs) || []);
  const seqs = [...new Set([...shown, said.seq].filter(Number.isInteger))].slice(-SEQS_MOST);
  const language = WORDS[said.language] ? said.language : Object.keys(WORDS)[0], words = WORDS[language];
  const told = await ask(seqs, language);
  const notice = told || {title: words.unsure, body: words.look, path: '/'};
  const word = told && said.word ? words.word.replace('{word}', said.word) : '';
  await registration.showNotification(notice.title, {
    body: [notice.body, word].filter(Boolean).join('\n'),
    tag: TAG,
    renotify: !shown.includes(said.seq),
    lang: language,
    dir: words.direction,
    icon: '/icons/icon-192.png',
    data: {seqs, path: notice.path},
  });
  if (told) await heard(Math.max(...seqs));
  if (navigator.setAppBadge) await navigator.setAppBadge(Math.max(seqs.length, 1)).catch(() => {});
}

async function ask(seqs, language) {
  if (!seqs.length) return null;
  try {
    const asked = `/push/told?seqs=${seqs.join(',')}&language=${language}`;
    const answer = await fetch(asked, {cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(ASK_MS)});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Otherwise the shop is told by a text, if it set one up.
function heard(seq) {
  return fetch('/push/heard', {method: 'POST', body: JSON.stringify({seq}), credentials: 'same-origin', keepalive: true}).catch(() => {});
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
