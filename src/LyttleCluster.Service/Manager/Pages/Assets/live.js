// Keeps a page up to date: it listens to what the manager watches, and puts what changed in the place of what was there. Without it
// everything is there too, as it was when the page was loaded.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const sign = document.getElementById('live');

  // How long ago, as the server writes it.
  const age = seconds => seconds < 2 ? 'now'
    : seconds < 120 ? `${Math.round(seconds)} s ago`
    : seconds < 7200 ? `${Math.round(seconds / 60)} min ago`
    : seconds < 172800 ? `${Math.round(seconds / 3600)} h ago`
    : `${Math.round(seconds / 86400)} d ago`;
  // The browser's clock may be wrong: ages are told by that of the server, which the footer holds.
  let ahead = 0;
  const readClock = page => {
    const shown = page.querySelector('footer time');
    if (shown) ahead = Date.now() - Date.parse(shown.dateTime);
  };
  const tick = () => {
    for (const time of main.querySelectorAll('time[title]')) {
      const text = age((Date.now() - ahead - Date.parse(time.dateTime)) / 1000);
      if (time.textContent !== text) time.textContent = text;
    }
  };

  // Puts the children of `fresh` in the place of those of `old`, where they differ: what is the same stays, with its focus, its selection and its scroll.
  const keyOf = node => node.nodeType === 1 ? node.getAttribute('data-key') || node.id || '' : '';
  const isSame = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
  const morph = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== 1) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    if (old.matches('form, [data-follow]') || old === document.activeElement && old.matches('input, select, textarea')) return;
    for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const name of fresh.getAttributeNames()) if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
    const byKey = new Map();
    for (const child of old.children) if (keyOf(child)) byKey.set(keyOf(child), child);
    let place = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      let match = keyOf(child) ? byKey.get(keyOf(child)) : place;
      if (match && isSame(match, child)) {
        if (match !== place) old.insertBefore(match, place);
        else place = place.nextSibling;
        const before = match.nodeName === 'TD' ? match.textContent : null;
        morph(match, child);
        if (before !== null && before !== match.textContent && !match.querySelector('time')) {
          match.classList.remove('changed');
          void match.offsetWidth;
          match.classList.add('changed');
        }
      } else {
        old.insertBefore(child, place);
      }
    }
    while (place) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  };

  // One look at a time, and none more often than the manager answers easily.
  let wanted = false;
  let busy = false;
  let rest = 0;
  const refresh = async () => {
    if (busy || document.hidden) {
      wanted = true;
      return;
    }
    busy = true;
    wanted = false;
    const began = performance.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html', 'x-look': '1' }, credentials: 'same-origin' });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById('main');
        if (fresh) {
          morph(main, fresh);
          readClock(page);
          const footer = document.querySelector('footer time');
          const shown = page.querySelector('footer time');
          if (footer && shown) morph(footer, shown);
          tick();
        }
      }
    } catch {
      // The manager is away; the stream says so, and tries again.
    }
    rest = Math.min(5000, Math.max(200, 4 * (performance.now() - began)));
    setTimeout(() => {
      busy = false;
      if (wanted) refresh();
    }, rest);
  };
  let soon = 0;
  const changed = () => {
    if (soon) return;
    soon = setTimeout(() => {
      soon = 0;
      refresh();
    }, 40);
  };

  const say = (text, on) => {
    sign.textContent = text;
    sign.classList.toggle('on', on);
  };

  // The stream tells what changed; what it is now is asked for as the page shows it.
  const topics = (main.dataset.live || '').split(' ').filter(Boolean);
  const told = topics.filter(topic => ['nodes', 'containers', 'events'].includes(topic));
  let stream = null;
  const listen = () => {
    if (stream || document.hidden || !told.length || !window.EventSource) return;
    const wanted = new URLSearchParams([...told.map(topic => ['include', topic]), ['snapshot', 'false']]);
    if (main.dataset.liveNode) wanted.append('nodes', main.dataset.liveNode);
    stream = new EventSource('/api/v1/watch?' + wanted);
    for (const kind of ['node', 'node-gone', 'containers', 'event']) stream.addEventListener(kind, changed);
    stream.onopen = () => {
      say('live', true);
      changed();
    };
    stream.onerror = () => {
      say('not live', false);
      // A stream that was refused ends for good: it is tried again, rarely.
      if (stream && stream.readyState === EventSource.CLOSED) {
        leave();
        setTimeout(listen, 15000);
      }
    };
  };
  const leave = () => {
    if (stream) stream.close();
    stream = null;
  };
  // Domains and operations change without the nodes; a look now and then is enough for these.
  const slow = topics.some(topic => ['domains', 'operations', 'clock'].includes(topic)) ? 10000 : 0;
  if (slow) setInterval(changed, slow);

  // New lines of a log, at the end of those that are there.
  const most = 2000;
  const tones = { warn: 'doubtful', error: 'bad', crit: 'bad', alert: 'bad', emerg: 'bad', stderr: 'doubtful' };
  const follow = list => {
    if (!window.EventSource) return;
    const source = new EventSource(list.dataset.follow);
    const began = Date.now() - ahead - 2000;
    source.onmessage = event => {
      let entry;
      try {
        entry = JSON.parse(event.data);
      } catch {
        return;
      }
      entry = entry.value || entry;
      if (typeof entry.message !== 'string' || Date.parse(entry.timestamp) < began) return;
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
      const line = document.createElement('li');
      const time = document.createElement('time');
      time.textContent = new Date(entry.timestamp).toISOString().slice(5, 23).replace('T', ' ');
      const mark = String(entry.level || (entry.stream === 'StdErr' ? 'err' : '')).toLowerCase();
      const text = document.createElement('code');
      text.textContent = entry.message;
      line.className = tones[mark === 'err' ? 'stderr' : mark] || 'plain';
      line.append(time, ' ');
      if (mark) {
        const level = document.createElement('b');
        level.textContent = mark;
        line.append(level, ' ');
      }
      line.append(text);
      list.append(line);
      while (list.children.length > most) list.firstElementChild.remove();
      if (atEnd) list.scrollTop = list.scrollHeight;
    };
    // The log has ended with its container: there is nothing to come back for.
    source.addEventListener('end', () => source.close());
    addEventListener('pagehide', () => source.close());
  };

  readClock(document);
  for (const list of document.querySelectorAll('.log')) list.scrollTop = list.scrollHeight;
  for (const list of document.querySelectorAll('[data-follow]')) follow(list);
  if (topics.length) {
    setInterval(tick, 5000);
    listen();
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) leave();
      else {
        listen();
        if (wanted) changed();
      }
    });
    addEventListener('pagehide', leave);
    addEventListener('pageshow', event => {
      if (event.persisted) listen();
    });
  }
})();
