// The page's line to the app's server. The app is drawn by a server, so only the browser can tell that nothing comes
// any more: then a dark strip lies over the screen, its green is grey, and no press is taken that would act later,
// unseen. The client that draws hears of a loss only when there is a line again: until then it keeps what is typed,
// and does not wait ever longer between its tries. What the old line did not carry is told first on the new one.
(() => {
  const BEAT_MS = 3000; // How often the server is asked whether it hears.
  const DEAD_MS = 2500; // Without an answer for so long after that, the line counts as lost: within six seconds in all.
  const GIVE_UP_MS = 8000; // A line silent for so long is given up for a new one.
  const TRY_MS = 1000, TRY_LONGEST_MS = 4000; // How often a new one is tried, and how long one try may take.
  const OLD_FIRST_MS = 400; // A new line waits so long for the old one: where that speaks again, nothing is drawn anew.
  const STUCK_MS = 20000; // With a line and nothing drawn for so long, only the whole page anew helps.
  const HELD_MS = 8000; // What is struck while the page is drawn anew is held for so long at most.
  const FLET = 0, BEAT = 2, LATE = 3, TYPE_ON = 4, NOTICES = 5, TYPED = 255, LATE_MOST = 250000;
  const Native = window.WebSocket;
  let current = null; // What the client holds for its socket.
  let spare = null; // A line that is open and not given to the client yet.
  let unheard = []; // What was sent and nobody said was heard.
  let typed = null; // What stood in the box that was typed in when the client was told.
  let struck = null; // What is typed while there is no box for it.
  let strip = null, wokenAt = 0;

  class Line extends EventTarget {
    constructor(url) {
      super();
      this.url = String(url);
      this.readyState = Native.CONNECTING;
      this.binaryType = 'arraybuffer';
      this.protocol = this.extensions = '';
      this.bufferedAmount = 0;
      this.native = null;
      this.sent = this.heardCount = 0;
      this.askedAt = this.heardAt = 0;
      current = this;
      if (spare) {
        const open = spare;
        spare = null;
        queueMicrotask(() => this.take(open));
      } else {
        this.seek();
      }
    }

    // Try until one opens. While this line is open for the client, it goes to another one in its place.
    seek() {
      if (this.trying || this.readyState > Native.OPEN) return;
      this.trying = true;
      const next = new Native(this.url);
      next.binaryType = 'arraybuffer';
      const end = setTimeout(() => next.close(), TRY_LONGEST_MS);
      let isOver = false;
      const again = () => {
        clearTimeout(end);
        if (isOver) return;
        isOver = true;
        setTimeout(() => { this.trying = false; if (!this.native || this.isLost) this.seek(); }, TRY_MS);
      };
      setTimeout(() => { if (next.readyState !== Native.OPEN) again(); }, TRY_LONGEST_MS + 100);
      next.onclose = next.onerror = again;
      next.onopen = () => {
        clearTimeout(end);
        if (isOver) return next.close();
        isOver = true;
        if (this.readyState === Native.CONNECTING) {
          this.trying = false;
          return this.take(next);
        }
        setTimeout(() => {
          this.trying = false;
          if (!this.isLost || next.readyState !== Native.OPEN) return next.close();
          spare = next;
          this.end();
        }, this.native ? OLD_FIRST_MS : 0);
      };
    }

    take(native) {
      if (native.readyState !== Native.OPEN) return this.seek();
      this.native = native;
      native.onmessage = event => this.hear(event.data);
      native.onclose = native.onerror = () => this.dropped(native);
      this.readyState = Native.OPEN;
      this.tell(new Event('open'));
    }

    tell(event) {
      this.dispatchEvent(event);
      const handler = this['on' + event.type];
      if (handler) handler.call(this, event);
    }

    hear(data) {
      this.askedAt = 0;
      this.isLost = false;
      const raw = new Uint8Array(data);
      if (raw[0] === BEAT) {
        const count = new DataView(data).getUint32(1, true);
        unheard = unheard.filter(one => one.line !== this || one.number > count);
        uncover();
        return;
      }
      if (raw[0] === TYPE_ON) return connected(typeOn);
      if (raw[0] === NOTICES) return this.askBrowser(raw[1], new TextDecoder().decode(raw.subarray(2)));
      this.heardCount += 1;
      this.tell(new MessageEvent('message', {data}));
      // The first packet only names the new session; what follows draws it.
      if (this.heardCount > 1) uncover();
      // The strip's letters come while there is a line: a browser without Bangla ones would show boxes.
      if (this.heardCount === 2) dispatchEvent(new Event('aday-drawn'));
      if (this.heardCount === 2) document.fonts.load("1rem 'Noto Sans Bengali'", aday.languages[aday.usual].lost).catch(() => {});
    }

    // What the app asks of the browser about notices (push.js); the answer has the question's own number.
    async askBrowser(number, asked) {
      const answer = new TextEncoder().encode(await aday.push(asked));
      if (this.native && this.native.readyState === Native.OPEN) this.native.send(new Uint8Array([NOTICES, number, ...answer]));
    }

    send(packet) {
      const raw = new Uint8Array(packet.buffer || packet, packet.byteOffset || 0, packet.byteLength).slice();
      if (raw[0] === FLET) {
        if (!this.sent && this.native) sayLate(this);
        this.sent += 1;
        unheard.push({line: this, number: this.sent, raw});
        if (unheard.length > 2000) unheard.shift();
      }
      if (this.native && this.native.readyState === Native.OPEN) this.native.send(raw);
    }

    beat(now) {
      if (this.readyState !== Native.OPEN || !this.heardCount) return;
      if (this.askedAt) {
        if (now - this.askedAt > DEAD_MS) this.lose();
        if (now - this.askedAt > GIVE_UP_MS) this.seek();
      } else if (this.native && now - (this.beatAt || 0) >= BEAT_MS) {
        this.beatAt = this.askedAt = now;
        if (this.native.readyState === Native.OPEN) this.native.send(new Uint8Array([BEAT]));
      }
    }

    dropped(native) {
      if (native !== this.native) return;
      this.native = null;
      if (this.readyState !== Native.OPEN) return;
      this.lose();
      this.seek();
    }

    lose() {
      this.isLost = true;
      if (this === current && this.heardCount) cover();
    }

    // There is another line: only now the client is told, and asks for it.
    end() {
      const box = editing();
      typed = box ? box.value : null;
      if (box || struck) holdKeys();
      wokenAt = Date.now();
      this.readyState = Native.CLOSED;
      if (this.native) { this.native.onclose = this.native.onerror = this.native.onmessage = null; this.native.close(); }
      this.native = null;
      this.tell(new CloseEvent('close', {code: 1006, wasClean: false}));
    }

    close() {
      if (this.readyState === Native.CLOSED) return;
      this.readyState = Native.CLOSED;
      if (this.native) this.native.close();
      this.tell(new CloseEvent('close', {code: 1000, wasClean: true}));
    }
  }
  for (const state of ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']) Line[state] = Line.prototype[state] = Native[state];
  window.WebSocket = Line;

  // What no line carried, and at last what stood in the box that was typed in.
  function sayLate(line) {
    const late = unheard.filter(one => one.line !== line).map(one => one.raw);
    if (typed !== null) late.push(new Uint8Array([TYPED, ...new TextEncoder().encode(typed)]));
    unheard = [];
    typed = null;
    let size = 1;
    const told = late.reverse().filter(raw => (size += 4 + raw.length) <= LATE_MOST).reverse();
    if (!told.length) return;
    const whole = new Uint8Array(1 + told.reduce((sum, raw) => sum + 4 + raw.length, 0));
    whole[0] = LATE;
    let at = 1;
    for (const raw of told) {
      new DataView(whole.buffer).setUint32(at, raw.length, true);
      whole.set(raw, at + 4);
      at += 4 + raw.length;
    }
    line.native.send(whole);
  }

  function editing() {
    let at = document.activeElement;
    while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
    return at && /^(INPUT|TEXTAREA)$/.test(at.tagName) ? at : null;
  }

  // While the page is drawn anew no box takes what is typed: it is held until the server says that the box is back.
  function holdKeys() {
    if (struck) clearTimeout(struck.end);
    else struck = {text: ''};
    struck.end = setTimeout(typeOn, HELD_MS);
  }
  // A box has the focus some frames before Flutter connects its own editing to it, which replaces what is in it.
  function connected(then, tries = 40) {
    const box = editing();
    if ((box && box.hasAttribute('autocorrect')) || !tries) return setTimeout(then, 30);
    setTimeout(() => connected(then, tries - 1), 25);
  }
  function typeOn() {
    if (!struck) return;
    const {text, end} = struck, box = editing();
    clearTimeout(end);
    struck = null;
    if (!box) return;
    toEnd(box);
    if (text) document.execCommand('insertText', false, text);
    // Given the focus by a program, a box on the web has all of its text chosen: the next letter would replace it.
    // What a person chooses meanwhile is left alone.
    const looks = [50, 150, 300, 600].map(ms => setTimeout(() => {
      if (box.value && !box.selectionStart && box.selectionEnd === box.value.length) toEnd(box);
    }, ms));
    for (const act of ['keydown', 'pointerdown']) {
      addEventListener(act, () => looks.forEach(clearTimeout), {capture: true, once: true});
    }
  }
  function toEnd(box) {
    box.setSelectionRange(box.value.length, box.value.length);
  }
  addEventListener('keydown', event => {
    if (!struck && current && current.isLost && !editing()) { event.preventDefault(); event.stopImmediatePropagation(); }
    if (!struck || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1) struck.text += event.key;
    else if (event.key === 'Backspace') struck.text = [...struck.text].slice(0, -1).join('');
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  addEventListener('beforeinput', event => {
    if (!struck || event.inputType !== 'insertText') return;
    struck.text += event.data || '';
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  function cover() {
    if (strip) return;
    const language = aday.language(), {direction, lost} = aday.languages[language];
    strip = document.createElement('div');
    strip.id = 'line-lost';
    strip.lang = language;
    strip.dir = direction;
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.textContent = lost;
    strip.append(words);
    document.body.append(strip);
  }
  function uncover() {
    wokenAt = 0;
    if (strip) strip.remove();
    strip = null;
  }

  setInterval(() => {
    const now = Date.now();
    if (document.hidden) { if (current) current.askedAt = 0; return; }
    if (current) current.beat(now);
    if (wokenAt && now - wokenAt > STUCK_MS) {
      wokenAt = now;
      fetch('healthz', {cache: 'no-store'}).then(answer => { if (answer.ok && wokenAt) location.reload(); }, () => {});
    }
  }, 250);
  addEventListener('offline', () => { if (current) current.lose(); });
  addEventListener('online', () => { if (current && current.isLost) { if (current.native) current.beatAt = current.askedAt = 0; else current.seek(); } });
})();
