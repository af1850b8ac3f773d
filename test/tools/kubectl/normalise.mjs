// Normalisation (applied to both sides, in this order). "Input" is every cmd, stdin and file of the scenario; a value that
// occurs literally in the input (a clusterIP, nodePort, name … the learner wrote) is never replaced.
//  1. Line ends become \n, trailing blanks of each line go, the scratch folder's path becomes <CWD>.
//  2. Lines of events whose source is the kubelet (describe: From = kubelet; get events/events: the reasons listed in
//     KUBELET_REASONS on a pod) are dropped, for the kubelets behind the recording were simulated; an Events table left
//     without rows becomes "Events:  <none>". So is the "(xN over …)" of repeated events.
//  3. Replaced: RFC 3339 / RFC 1123 / diff-header times <TIME>; UUIDs <UID>; resourceVersion values <RV>; container ids and
//     image digests <CID>, "Image ID:" values <IMAGEID>; JWTs <JWT>; klog prefixes <KLOG>; IPv4 addresses <IP> (with /n: <CIDR>); the API server's
//     address <SERVER>; temp files of diff/edit <TMP>; v1.36.N → v1.36.x; event-name hex suffixes <EV>.
//  4. Ages: cells under AGE/Age, LAST SEEN, LAST SCHEDULE; NNs, NmNNs, NdNNh … elsewhere where a word of its own → <AGE>.
//     The restart count of a CrashLoopBackOff row → <N>.
//  5. Names: NAME-<8-10 characters of bcdfghjklmnpqrstvwxz2456789> (template or revision hash) → NAME-<Hn>, numbered by first
//     appearance within the scenario, also where the bare hash is a label value; a 5-character suffix of that
//     alphabet (pods, endpoint slices, kube-api-access) → -<R>; an 8-digit suffix of a CronJob's Job → -<CRON>.
//  6. Node ports 30000-32767 → <NODEPORT>.
//  7. Worker node names node-1, node-2 → <NODE>, unless meta.json says "nodes": "exact".
//  8. Runs of adjacent lines that hold <R>, <Hn> or <NODE> are sorted; all rows of `get events`/`events` and the
//     lines of `label --list`, `annotate --list`, `config get-clusters` and `config get-users` are sorted (random order in kubectl),
//     and so are the resource rows of a LimitRange in describe and the reasons why a drain refuses.
//  9. Column widths: in a block (lines without a blank line between; a line "Title:" also starts a block) where a replaced
//     value is followed by two or more blanks, every run of two or more blanks (other than indentation) becomes two, and so
//     do the runs in the block's header. Elsewhere widths are compared exactly.
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const KUBELET_REASONS =
  'Pulling|Pulled|Created|Started|Killing|BackOff|Failed|Unhealthy|FailedMount|FailedCreatePodSandBox|SandboxChanged|InspectFailed|FailedKillPod|ProbeWarning';
export class Norm {
  constructor(input = '', opts = {}) {
    this.input = input;
    this.opts = opts;
    this.hash = new Map();
  }
  lit(s) {
    return this.input.includes(s);
  }
  hid(h) {
    if (!this.hash.has(h)) this.hash.set(h, `<H${this.hash.size + 1}>`);
    return this.hash.get(h);
  }
  text(t, cmd = '', cwd = '') {
    if (!t) return '';
    if (cwd) t = t.split(cwd).join('<CWD>');
    const isEv = /\bevents?\b/.test(
      cmd
        .replace(/--[\w-]+(=\S+)?/g, '')
        .split(/\s+/)
        .slice(1, 3)
        .join(' '),
    );
    let L = t
      .replace(/\r\n/g, '\n')
      .split('\n')
      .map((l) => l.replace(/[ \t]+$/, ''));
    // 2 kubelet events
    L = this.events(L, isEv);
    this.ageColumns(L);
    t = L.join('\n');
    const rep = (re, f) => {
      t = t.replace(re, (...a) => (this.lit(a[0]) ? a[0] : typeof f === 'function' ? f(...a) : f));
    };
    // 3
    rep(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<TIME>');
    rep(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<TIME>');
    rep(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?( [+-]\d{4})?( UTC)?/g, '<TIME>');
    rep(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<UID>');
    rep(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<JWT>');
    rep(/(resourceVersion"?: *"?|Resource Version: *)\d+("?)/g, (m, a, b) => a + '<RV>' + b);
    rep(/\b\w+:\/\/[0-9a-f]{64}\b/g, '<CID>');
    rep(/\bsha256:[0-9a-f]{64}\b/g, '<CID>');
    rep(/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<CID>');
    t = t.replace(/^(\s+Image ID: +)\S.*$/gm, '$1<IMAGEID>');
    t = t.replace(/^(\s+Container ID: +)\S.*$/gm, '$1<CID>');
    rep(/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\]/gm, '<KLOG>');
    rep(/https?:\/\/(127\.0\.0\.1|localhost):\d+/g, '<SERVER>');
    rep(/\b(127\.0\.0\.1|localhost):\d{4,5}\b/g, '<SERVER>');
    rep(/\/tmp\/(LIVE|MERGED)-\d+/g, (m, a) => '<TMP>/' + a);
    rep(/\S*\/kubectl[\w.-]*edit-\d+\.(yaml|json)/g, (m, a) => '<TMP>.' + a);
    rep(/"?\/tmp\/[\w./-]+"?/g, '<TMP>');
    rep(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\/\d+\b/g, '<CIDR>');
    rep(/\b(?!0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<IP>');
    t = t.replace(/^(kubernetes +<IP>:)\d+/gm, '$1<PORT>');
    rep(/v1\.36\.\d+/g, 'v1.36.x');
    rep(/\.[0-9a-f]{16}\b/g, '.<EV>');
    // 4
    t = t.replace(/(?<![\w.=:"'-])(?<!for )(\d+d)?(\d+h)?(\d+m)?\d+s(?![\w"'.])/g, (m) =>
      this.lit(m) && /^\d+s$/.test(m) && +m.slice(0, -1) >= 10 && !/ago/.test(m) ? m : '<AGE>',
    );
    t = t.replace(/<invalid>|<unknown>(?= ago|$)/gm, '<AGE>');
    t = t.replace(/ \(x\d+ over [^)]*\)/g, '');
    t = t.replace(/(CrashLoopBackOff +)\d+ \(<AGE> ago\)/g, '$1<N> (<AGE> ago)');
    // 5
    const nm = '(?<![\\w.-])([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)';
    const ok = (s) => !this.lit(s);
    t = t.replace(new RegExp(`${nm}-([${SAFE}]{8,10})-([${SAFE}]{5})(?![\\w-])`, 'g'), (m, a, h) =>
      ok(m) ? `${a}-${this.hid(h)}-<R>` : m,
    );
    t = t.replace(new RegExp(`(?<![\\w.-])([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)-([${SAFE}]{8,10})(?![\\w.-])`, 'g'), (m, a, h) =>
      ok(m) && ok(h) && /\d/.test(h) && /[a-z]/.test(h) ? `${a}-${this.hid(h)}` : m,
    );
    t = t.replace(
      new RegExp(`(pod-template-hash|controller-revision-hash)("?[=:] ?"?)([${SAFE}]{8,10})(?![\\w-])`, 'g'),
      (m, a, b, h) => (ok(h) ? a + b + this.hid(h) : m),
    );
    for (const [h, id] of this.hash) t = t.split(h).join(id);
    t = t.replace(new RegExp(`${nm}-([${SAFE}]{5})(?![\\w-])`, 'g'), (m, a) => (ok(m) ? `${a}-<R>` : m));
    t = t.replace(/(?<![\w.-])([a-z][a-z0-9-]*)-(2[89]\d{6}|3\d{7})(?!\d)/g, (m, a) => (ok(m) ? `${a}-<CRON>` : m));
    // 6
    t = t.replace(/(?<![\d.])(3[0-2]\d{3})(?![\d.])/g, (m) => (ok(m) ? '<NODEPORT>' : m));
    // 7
    if (this.opts.nodes !== 'exact') t = t.replace(/\bnode-[12]\b/g, '<NODE>');
    // 9 then 8 (sorting wants the collapsed form)
    L = this.collapse(t.split('\n'));
    if (isEv) {
      const h = L.findIndex((l) => /^(NAMESPACE|LAST SEEN)/.test(l));
      if (h >= 0) {
        const end = L.findIndex((l, i) => i > h && !l);
        const e = end < 0 ? L.length : end;
        L.splice(h + 1, e - h - 1, ...L.slice(h + 1, e).sort());
      }
    }
    for (let i = 0; i < L.length;) {
      if (/<R>|<H\d+>|<NODE>/.test(L[i]) && !/^\s/.test(L[i])) {
        let j = i;
        while (j < L.length && /<R>|<H\d+>|<NODE>/.test(L[j]) && !/^\s/.test(L[j])) j++;
        L.splice(i, j - i, ...L.slice(i, j).sort());
        i = j;
      } else i++;
    }
    if (/^kubectl drain\b/.test(cmd)) {
      for (let i = 0; i < L.length; i++) {
        L[i] = L[i].replace(
          /\[(cannot delete .*)\]/,
          (m, a) =>
            '[' +
            a
              .split(/, (?=cannot delete )/)
              .sort()
              .join(', ') +
            ']',
        );
        let j = i;
        while (j < L.length && L[j].startsWith('cannot delete ')) j++;
        if (j > i + 1) L.splice(i, j - i, ...L.slice(i, j).sort());
      }
    }
    if (/\bdescribe (limit|ns|namespace)/.test(cmd))
      for (let i = 0; i < L.length; i++) {
        let j = i;
        while (j < L.length && /^\s*(Container|Pod|PersistentVolumeClaim)\s+\S/.test(L[j])) j++;
        if (j > i) {
          L.splice(i, j - i, ...L.slice(i, j).sort());
          i = j;
        }
      }
    if (/^kubectl (label|annotate)\b.* --list\b|^kubectl config get-(clusters|users)\b/.test(cmd)) L.sort();
    return L.join('\n').replace(/\n+$/, '\n');
  }
  events(L, isEv) {
    if (isEv) {
      L = L.filter((l) => !new RegExp(`\\s(${KUBELET_REASONS})\\s+[Pp]od/`).test(l));
    }
    const out = [];
    for (let i = 0; i < L.length; i++) {
      if (/^Events:$/.test(L[i])) {
        let j = i + 1;
        const rows = [];
        while (j < L.length && /^ {2}\S/.test(L[j])) rows.push(L[j++]);
        const keep = rows.filter((r, k) => k < 2 || !/\s(kubelet)(,\s*\S+)?\s/.test(r));
        if (keep.length <= 2) out.push('Events:  <none>');
        else out.push(L[i], ...keep);
        i = j - 1;
      } else if (/^Events: +<none>$/.test(L[i])) out.push('Events:  <none>');
      else out.push(L[i]);
    }
    return out;
  }
  ageColumns(L) {
    let cols = [];
    for (let i = 0; i < L.length; i++) {
      const l = L[i];
      if (!l.trim()) {
        cols = [];
        continue;
      }
      const h = [...l.matchAll(/(?<=^|\s{2}|\s)(AGE|Age|LAST SEEN|LAST SCHEDULE|FIRST SEEN)(?=\s{2}|$)/g)];
      if (h.length && (/^\s*[A-Z][A-Z -]+(\s{2,}|$)/.test(l) || /\s{2}Age(\s{2}|$)/.test(l))) {
        cols = h.map((m) => m.index).reverse();
        continue;
      }
      for (const c of cols) {
        const m = L[i].slice(c).match(/^(<invalid>|<unknown>|\d+[smhdy][\dsmhdy]*)(?=\s|$)/);
        if (m && (c === 0 || /\s/.test(L[i][c - 1]))) L[i] = L[i].slice(0, c) + '<AGE>' + L[i].slice(c + m[1].length);
      }
    }
  }
  collapse(L) {
    const out = [];
    let g = [];
    const flush = () => {
      if (g.some((l) => /<[A-Z]\w*>\S* {2,}\S/.test(l)))
        g = g.map((l) => {
          const ind = l.match(/^ */)[0];
          return ind + l.slice(ind.length).replace(/ {2,}/g, '  ');
        });
      out.push(...g);
      g = [];
    };
    for (const l of L) {
      if (!l.trim()) {
        flush();
        out.push(l);
        continue;
      }
      if (/^\S.*:$/.test(l)) flush();
      g.push(l);
    }
    flush();
    return out;
  }
}
