// Firefox's own windows for notices: what stands in each, when it was painted, and a person who puts it away. Beside them what
// the browser does with a message before: it came, and what the app's worker asked and was answered.
() => {
  const shown = [], steps = [];
  const glass = {shown, steps, looksMs: null, sleeps: null, putAway: () => {}, picture: null};
  const PAINTED_BY_MS = 1000;
  let awaited = null;
  const isSeen = line => shown.some(one => one.put_away_ms && [one.title, ...one.body.split('\n')].includes(line));
  glass.untilPutAway = line => new Promise(done => { awaited = () => isSeen(line) && done(true); awaited(); });
  Cu.getGlobalForObject(Services).adayGlass = glass;

  function watch(win) {
    const text = id => win.document.getElementById(id);
    const one = {
      title: text('alertTitleLabel').getAttribute('value'), body: text('alertTextLabel').textContent,
      opened_ms: Date.now(), painted_ms: 0, put_away_ms: 0, closed_ms: 0,
    };
    shown.push(one);
    win.addEventListener('MozAfterPaint', () => {
      one.painted_ms = Date.now();
      if (glass.looksMs !== null) win.setTimeout(putAway, glass.looksMs);
    }, {once: true});
    // One that was painted before anybody could hear of it is painted once more: its time is then too long, never too short.
    win.setTimeout(() => { if (!one.painted_ms) win.document.documentElement.style.opacity = '0.99'; }, PAINTED_BY_MS);
    win.addEventListener('unload', () => { one.closed_ms = Date.now(); }, {once: true});
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

  const note = (seqs, what) => steps.push({at_ms: Date.now(), seqs: seqs.filter(Number.isSafeInteger), what});

  // What the worker asks before it shows anything.
  function noteRequest(subject, said) {
    const channel = subject.QueryInterface(Ci.nsIHttpChannel), {filePath, query} = channel.URI.QueryInterface(Ci.nsIURL);
    const what = filePath === '/push/told' && said(channel);
    if (what) note((new URLSearchParams(query).get('seqs') || '').split(',').map(Number), what);
  }

  const HEARD = {
    'push-message': message => note([message.QueryInterface(Ci.nsIPushMessage).data.json().seq], 'opened by the browser'),
    'http-on-modify-request': one => noteRequest(one, () => 'asked about by the worker'),
    'http-on-examine-response': one => noteRequest(one, channel => `the worker was answered ${channel.responseStatus}`),
    'http-on-stop-request': one => noteRequest(one, channel => !Components.isSuccessCode(channel.status) && 'the worker had no answer'),
  };
  for (const [name, hear] of Object.entries(HEARD)) Services.obs.addObserver(subject => hear(subject), name);

  Services.ww.registerNotification((win, what) => {
    if (what !== 'domwindowopened') return;
    win.addEventListener('load', () => win.location.href.endsWith('/alerts/alert.xhtml') && watch(win), {once: true});
  });
}
