// Simple conditions: comparisons of a field with a value, joined all by `and` or all by `or`; written as FEEL, read back.
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*`;
const VALUE = String.raw`-?\d+(?:\.\d+)?|true|false|"(?:[^"\\]|\\.)*"|date\(\s*"\d{4}-\d\d-\d\d"\s*\)`;
const NUMBER = /^-?\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

// What can be asked of a field by what it holds; `values` is how many values the question needs.
export const WAYS = {
  is: { values: 1, write: (field, value) => `${field} = ${value}` },
  isnt: { values: 1, write: (field, value) => `${field} != ${value}` },
  above: { values: 1, write: (field, value) => `${field} > ${value}` },
  atLeast: { values: 1, write: (field, value) => `${field} >= ${value}` },
  below: { values: 1, write: (field, value) => `${field} < ${value}` },
  atMost: { values: 1, write: (field, value) => `${field} <= ${value}` },
  between: { values: 2, write: (field, low, high) => `${field} in [${low}..${high}]` },
  has: { values: 1, write: (field, value) => `list contains(${field}, ${value})` },
  lacks: { values: 1, write: (field, value) => `not(list contains(${field}, ${value}))` },
  filled: { values: 0, write: (field, kind) => (kind === 'list' ? `count(${field}) > 0` : `${field} != null`) },
  empty: { values: 0, write: (field, kind) => (kind === 'list' ? `count(${field}) = 0` : `${field} = null`) },
};

export const WAYS_OF = {
  text: ['is', 'isnt', 'filled', 'empty'],
  number: ['is', 'isnt', 'above', 'atLeast', 'below', 'atMost', 'between', 'filled', 'empty'],
  date: ['is', 'isnt', 'above', 'atLeast', 'below', 'atMost', 'between', 'filled', 'empty'],
  yesno: ['is'],
  list: ['has', 'lacks', 'filled', 'empty'],
};

const QUOTED = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
const quote = (text) => `"${text.replace(/["\\\n\t\r]/g, (sign) => QUOTED[sign])}"`;
const UNQUOTED = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '\\': '\\' };
// An escape we would not write ourselves is not simple.
const unquote = (text) => {
  const inner = text.slice(1, -1);
  if (!/^(?:[^\\]|\\[ntr"'\\])*$/.test(inner)) return null;
  return inner.replace(/\\(.)/g, (_, sign) => UNQUOTED[sign]);
};

// The value as FEEL; null when it is none of its kind.
export function literal(kind, value) {
  if (kind === 'number') return NUMBER.test(value) ? value : null;
  if (kind === 'date') return DAY.test(value) ? `date("${value}")` : null;
  if (kind === 'yesno') return value === 'true' || value === 'false' ? value : null;
  return value === '' ? null : quote(value);
}

function readLiteral(text) {
  if (text === 'true' || text === 'false') return { kind: 'yesno', value: text };
  if (text.startsWith('"')) {
    const value = unquote(text);
    return value === null ? null : { kind: 'text', value };
  }
  if (text.startsWith('date')) return { kind: 'date', value: text.match(/\d{4}-\d\d-\d\d/)[0] };
  return { kind: 'number', value: text };
}

// {join: 'and' | 'or', clauses: [{field, kind, way, values}]} as FEEL without a leading `=`; null while something is missing.
export function write({ join, clauses }) {
  const parts = clauses.map(({ field, kind, way, values, list }) => {
    const { values: needed, write: told } = WAYS[way];
    if (!field) return null;
    if (!needed) return told(field, list ? 'list' : kind);
    const literals = values.slice(0, needed).map((value) => literal(kind, value));
    return literals.length < needed || literals.includes(null) ? null : told(field, ...literals);
  });
  return parts.length && !parts.includes(null) ? parts.join(` ${join} `) : null;
}

const pattern = (source) => new RegExp(`^${source}$`, 'u');
const SIGNS = { '=': 'is', '!=': 'isnt', '>': 'above', '>=': 'atLeast', '<': 'below', '<=': 'atMost' };
const COMPARED = pattern(String.raw`(?<field>${NAME})\s*(?<sign><=|>=|!=|=|<|>)\s*(?<value>${VALUE})`);
const BETWEEN = pattern(String.raw`(?<field>${NAME})\s+in\s+\[\s*(?<low>${VALUE})\s*\.\.\s*(?<high>${VALUE})\s*\]`);
const CONTAINS = pattern(String.raw`list contains\(\s*(?<field>${NAME})\s*,\s*(?<value>${VALUE})\s*\)`);
const NULL = pattern(String.raw`(?<field>${NAME})\s*(?<sign>!=|=)\s*null`);
const COUNT = pattern(String.raw`count\(\s*(?<field>${NAME})\s*\)\s*(?<sign>>|=|!=)\s*0`);

function clause(text) {
  let found = text.match(NULL)?.groups;
  if (found) return { field: found.field, kind: 'text', way: found.sign === '=' ? 'empty' : 'filled', values: [] };
  found = text.match(COUNT)?.groups;
  if (found) return { field: found.field, kind: 'text', list: true, way: found.sign === '=' ? 'empty' : 'filled', values: [] };
  found = text.match(COMPARED)?.groups;
  if (found) return valued(found.field, SIGNS[found.sign], found.value);
  found = text.match(BETWEEN)?.groups;
  if (found) return valued(found.field, 'between', found.low, found.high);
  found = text.match(CONTAINS)?.groups;
  if (found) return { ...valued(found.field, 'has', found.value), list: true };
  const inner = text.match(/^not\((.*)\)$/su)?.[1].trim().match(CONTAINS)?.groups;
  return inner ? { ...valued(inner.field, 'lacks', inner.value), list: true } : null;
}

function valued(field, way, ...texts) {
  const read = texts.map(readLiteral);
  if (read.includes(null) || new Set(read.map((one) => one?.kind)).size > 1) return null;
  return { field, kind: read[0].kind, way, values: read.map((one) => one.value) };
}

// The text between `and` or `or` outside of quotes and brackets; null when both are there.
function split(text) {
  const parts = [];
  const joins = new Set();
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
    } else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth === 0 && /\s/.test(sign)) {
      const join = text.slice(at).match(/^\s+(and|or)\s+/)?.[0];
      if (join) {
        parts.push(text.slice(start, at));
        joins.add(join.trim());
        start = at + join.length;
        at = start - 1;
      }
    }
  }
  parts.push(text.slice(start));
  return joins.size > 1 ? null : { join: [...joins][0] || 'and', parts };
}

// The condition a FEEL text says, or null when it says more than comparisons.
export function read(text) {
  const given = text.trim().replace(/^=\s*/, '');
  if (!given) return { join: 'and', clauses: [] };
  const found = split(given);
  if (!found) return null;
  const clauses = found.parts.map((one) => clause(one.trim()) || null);
  return clauses.some((one) => one === null || one.field === undefined) ? null : { join: found.join, clauses };
}
