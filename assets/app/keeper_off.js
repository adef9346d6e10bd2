// In place of keeper.js where the operator wants nothing kept (`aday app --no-keep`): forgets everything, and goes.
addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
