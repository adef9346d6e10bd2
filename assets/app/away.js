// What the installed app opens with where nobody answers: whose shop it is and when it was last open, as this browser keeps
// it, and no sum. As soon as the app's server answers, the app itself takes its place. Its words come with notices.js.
const AWAY_CSP = "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; script-src 'unsafe-inline'; connect-src 'self'";

async function away() {
  const letters = await keptLetters().catch(() => null);
  const face = letters ? `@font-face { font-family: 'Noto Sans Bengali'; src: url('${letters}') format('woff2'); }` : '';
  const headers = {'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': AWAY_CSP, 'Cache-Control': 'no-store'};
  return new Response(AWAY.replace('/* letters */', face).replace('AWAY_WORDS', () => JSON.stringify(WORDS).replace(/</g, '\\u003c')), {headers});
}

// Those of the app, where it was ever drawn here: not every machine has Bangla ones.
async function keptLetters() {
  const found = (await (await caches.open(CACHE)).keys()).map(one => new URL(one.url).pathname);
  return found.find(path => path.endsWith('/assets/fonts/web/Text400.woff2'));
}

// Colours are those of app/kit/palette.py.
const AWAY = `<!DOCTYPE html>
<html><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>আদায়</title>
<style>
  /* letters */
  :root { --ground: #f4f5f2; --ink: #14296b; --on-ink: #ffffff; --text: #151a24; --press: #1b3a8c; --on-press: #ffffff; }
  :root[data-theme=dark] { --ground: #0e131c; --ink: #12214f; --text: #eef1f6; --press: #afc4fa; --on-press: #0d2260; }
  body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.6 'Noto Sans Bengali', sans-serif; }
  header { background: var(--ink); color: var(--on-ink); padding: 2rem 1.25rem; overflow-wrap: anywhere; }
  header strong { display: block; font-size: 1.5rem; line-height: 1.4; }
  main { padding: 1.5rem 1.25rem; max-width: 30rem; }
  h1 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.5; }
  p { margin: 0 0 1.25rem; }
  button { min-height: 3rem; padding: 0 1.5rem; border: 0; border-radius: 1.5rem; background: var(--press); color: var(--on-press); font: inherit; }
</style></head>
<body><header><strong id="shop"></strong><span id="last"></span></header>
<main role="alert"><h1 id="title"></h1><p id="told"></p><button type="button" id="again"></button></main>
<script>
  const WORDS = AWAY_WORDS, part = id => document.getElementById(id);
  const kept = key => { try { return String(JSON.parse(localStorage.getItem('flutter.aday.' + key)) || ''); } catch { return ''; } };
  const language = WORDS[kept('language')] ? kept('language') : Object.keys(WORDS)[0], words = WORDS[language];
  const root = document.documentElement, theme = kept('theme');
  root.lang = language;
  root.dir = words.direction;
  root.dataset.theme = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches) ? 'dark' : 'light';
  // As the app says a moment: the word for the part of the day, and the twelve-hour clock.
  const said = at => {
    const digits = (number, least) => new Intl.NumberFormat(language, {minimumIntegerDigits: least}).format(number);
    const day = new Intl.DateTimeFormat(language, {day: 'numeric', month: 'long'}).format(at), hour = at.getHours();
    const time = digits(hour % 12 || 12, 1) + ':' + digits(at.getMinutes(), 2);
    const [, word] = words.day_parts.find(([first]) => hour >= first);
    return day + ', ' + words.clock.replace('{part}', word).replace('{time}', time);
  };
  part('shop').textContent = kept('token') && kept('shop_name') || 'আদায়';
  const last = kept('token') && Number(localStorage.getItem('aday.open_at'));
  if (last) part('last').textContent = words.away_last.replace('{when}', said(new Date(last)));
  part('title').textContent = words.away_title;
  part('told').textContent = words.away_told;
  part('again').textContent = words.away_again;
  const look = () => fetch('/healthz', {cache: 'no-store'}).then(answer => { if (answer.ok) location.reload(); }, () => {});
  part('again').onclick = look;
  addEventListener('online', look);
  setInterval(look, 3000);
</script></body></html>`;
