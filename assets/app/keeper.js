// Keeps what the page loaded under names that change with their content (/kept/…), so that another visit needs none of it.
// The page itself is never kept: it says which names are right now. Whatever fails here, the network is asked instead; where
// that does not answer, the page says so (away.js).
importScripts('/notices.js', '/away.js');
const CACHE = 'aday-kept-1';
const KEPT = /^\/kept\/([0-9a-f]{32})\//;
const LETTERS = /\/assets\/fonts\/web\//;

addEventListener('install', () => skipWaiting());

addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (![CACHE, RUNG].includes(name)) await caches.delete(name);
  // The page is asked for while the worker starts, and not after it.
  if (registration.navigationPreload) await registration.navigationPreload.enable().catch(() => {});
  await clients.claim();
})()));

addEventListener('fetch', event => {
  const {method, mode, url} = event.request, {origin, pathname} = new URL(url);
  if (method === 'GET' && mode === 'navigate') event.respondWith(page(event));
  else if (method === 'GET' && origin === location.origin && KEPT.test(pathname)) event.respondWith(kept(event.request, pathname));
});

addEventListener('message', event => {
  if (event.data && Array.isArray(event.data.keep)) event.waitUntil(keepThese(event.data.keep));
});

async function page(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return away();
  }
}

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
