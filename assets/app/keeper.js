// Keeps what the page loaded under names that change with their content (/kept/…), so that another visit needs none of it.
// The page itself is never kept: it says which names are right now. Whatever fails here, the network is asked instead.
importScripts('/notices.js');
const CACHE = 'aday-kept-1';
const KEPT = /^\/kept\/([0-9a-f]{32})\//;
const LETTERS = /\/assets\/fonts\/web\//;

addEventListener('install', event => {
  skipWaiting();
  // A visit waits for no worker where the browser can be told so.
  if (event.addRoutes) event.waitUntil(event.addRoutes({condition: {requestMode: 'navigate'}, source: 'network'}).catch(() => {}));
});

addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (![CACHE, RUNG].includes(name)) await caches.delete(name);
  await clients.claim();
})()));

addEventListener('fetch', event => {
  const {method, url} = event.request, {origin, pathname} = new URL(url);
  if (method === 'GET' && origin === location.origin && KEPT.test(pathname)) event.respondWith(kept(event.request, pathname));
});

addEventListener('message', event => {
  if (event.data && Array.isArray(event.data.keep)) event.waitUntil(keepThese(event.data.keep));
});

async function kept(request, path) {
  try {
    const found = await (await caches.open(CACHE)).match(path, {ignoreVary: true});
    if (found && (await isWhole(found, path))) return found;
  } catch { /* What is kept is of no use: the network has it. */ }
  return fetch(request);
}

// Letters that are broken would be boxes, without an error that anybody hears of; a broken engine does not start, and the
// page then forgets everything.
async function isWhole(found, path) {
  if (!LETTERS.test(path)) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await found.clone().arrayBuffer()));
  const mark = [...digest.slice(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return mark === KEPT.exec(path)[1];
}

// What this visit used is kept, and what no visit uses any more goes.
async function keepThese(paths) {
  const cache = await caches.open(CACHE), wanted = new Set(paths.filter(path => KEPT.test(path)));
  for (const request of await cache.keys()) if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  for (const path of wanted) {
    const found = await cache.match(path, {ignoreVary: true});
    if (!found || !(await isWhole(found, path))) await cache.add(path).catch(() => {});
  }
}
