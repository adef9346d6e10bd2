// Firefox's own windows for notices: what stands in each, when it was painted, and a person who puts it away.
() => {
  const shown = [], glass = {shown, looksMs: null, sleeps: null, putAway: () => {}, picture: null};
  let awaited = null;
  const isSeen = line => shown.some(one => one.put_away_ms && [one.title, ...one.body.split('\n')].includes(line));
  glass.untilPutAway = line => new Promise(done => { awaited = () => isSeen(line) && done(true); awaited(); });
  Cu.getGlobalForObject(Services).adayGlass = glass;

  function watch(win) {
    const text = id => win.document.getElementById(id);
    const one = {
      title: text('alertTitleLabel').getAttribute('value'), body: text('alertTextLabel').textContent,
      painted_ms: 0, put_away_ms: 0,
    };
    shown.push(one);
    win.addEventListener('MozAfterPaint', () => {
      one.painted_ms = Date.now();
      if (glass.looksMs !== null) win.setTimeout(putAway, glass.looksMs);
    }, {once: true});
    glass.putAway = putAway;
    glass.picture = () => pictureOf(win);

    function putAway() {
      if (win.closed) return;
      one.put_away_ms = Date.now();
      win.close();
      if (glass.sleeps) sleep(glass.sleeps);
      awaited?.();
    }
  }

  // As a worker that had nothing to do for half a minute.
  function sleep(url) {
    const workers = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager);
    const site = Services.scriptSecurityManager.createContentPrincipalFromOrigin(new URL(url).origin);
    workers.getRegistrationByPrincipal(site, url).activeWorker.terminateWorker();
  }

  async function pictureOf(win) {
    const {width, height} = win.document.documentElement.getBoundingClientRect();
    const drawn = await win.browsingContext.currentWindowGlobal.drawSnapshot(new DOMRect(0, 0, width, height), 2, 'white');
    const canvas = new OffscreenCanvas(drawn.width, drawn.height);
    canvas.getContext('2d').drawImage(drawn, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return btoa(Array.from(bytes, one => String.fromCharCode(one)).join(''));
  }

  Services.ww.registerNotification((win, what) => {
    if (what !== 'domwindowopened') return;
    win.addEventListener('load', () => win.location.href.endsWith('/alerts/alert.xhtml') && watch(win), {once: true});
  });
}
