import { posix } from 'node:path';
import { circlesIn } from './import-circles.ts';
import { importsOf, placeOf } from './imports.ts';

/** Source files by their path from the root of the repository, with `/` between. */
export type Sources = ReadonlyMap<string, string>;
/** What may break a rule, and why: the violation must be there, or the exception is stale. */
export type Exception = { path: string; rule: RegExp; reason: string };

type Rule = (path: string, code: string, sources: Sources) => string[];

const LONGEST = 300;
const FORBIDDEN_WORDS = ['manager', 'helper', 'helpers', 'util', 'utils', 'impl', 'base', 'dto', 'index'];

const layerOf = (place: string): string => /^src\/(\w+)\//.exec(place)?.[1] ?? (place.startsWith('node:') ? 'node' : 'library');
const folderOf = (place: string): string => place.split('/')[2] ?? '';

/** Why `path` may not import `place`; null when it may. */
function importFault(path: string, place: string): string | null {
  const [from, to] = [layerOf(path), layerOf(place)];
  if (/^(test|scripts|bench|migrations)\//.test(place)) return 'src imports nothing from beside it';
  if (place === 'inversify' && from !== 'bootstrap') return 'only bootstrap imports inversify';
  if (from === 'domain') {
    if (to !== 'domain') return 'domain imports nothing but domain';
    return ['shared', folderOf(path)].includes(folderOf(place)) ? null : 'a context of the domain imports no other';
  }
  if (from === 'application') {
    if (to === 'domain') return null;
    if (to !== 'application') return 'application imports nothing but domain and application';
    return ['shared', folderOf(path)].includes(folderOf(place)) ? null : 'a context of the application imports no other';
  }
  return from === 'adapters' && to === 'bootstrap' ? 'adapters import nothing from bootstrap' : null;
}

const layering: Rule = (path, code) =>
  importsOf(code).flatMap((target) => {
    const fault = importFault(path, placeOf(path, target));
    return fault ? [`${fault}: ${target}`] : [];
  });

const names: Rule = (path, code) => {
  const file = posix.basename(path);
  const words = file.replace(/\.ts$/, '').split(/[.-]/);
  const classes = [...code.matchAll(/\bclass (\w+)/g)].map(([, name = '']) => name);
  return [
    ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.(mapping|type|module|contract|test))?\.ts$/.test(file) ? [] : ['files are kebab-case']),
    ...words.filter((word) => FORBIDDEN_WORDS.includes(word)).map((word) => `no file is called ${word}`),
    ...classes.filter((name) => /(Manager|Helper|Util|Utils|Impl|Base|Dto|DTO)$/.test(name)).map((name) => `no class is called ${name}`),
  ];
};

const sizes: Rule = (_, code) => (code.trimEnd().split('\n').length > LONGEST ? [`no file is longer than ${LONGEST} lines`] : []);

const barrels: Rule = (_, code) =>
  /\bexport\s+(type\s+)?(\*|\{[^}]*\})\s*from\b/.test(code) ? ['nothing is exported from elsewhere'] : [];

const statusChanges: Rule = (_, code) => {
  const outside = code.replace(/\n {2}private become\([\s\S]*?\n {2}\}\n/g, '\n');
  const inSql = /\bupdate\s+\S+\s+set\s(?:(?!\bwhere\b)[\s\S])*?(?<![\w.])"?status"?\s*=/i;
  return [
    ...(/(\._status|\['_status'\])\s*=(?!=)/.test(outside) ? ['a status changes in become() alone'] : []),
    ...(inSql.test(code) || /\bnativeUpdate\(|\bupdateTable\(/.test(code) ? ['no SQL writes a status'] : []),
  ];
};

const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID|\bset(Timeout|Interval|Immediate)\b|\bperformance\.|\bprocess\./;
const purity: Rule = (path, code) =>
  ['domain', 'application'].includes(layerOf(path)) && impure.test(code) ? ['time and chance come through ports'] : [];

function entitiesIn(sources: Sources): Set<string> {
  const mappings = [...sources].filter(([path, code]) => path.endsWith('.mapping.ts') && !/embeddable: true/.test(code));
  return new Set(mappings.flatMap(([, code]) => [...code.matchAll(/\bclass: (\w+)/g)].map(([, name = '']) => name)));
}

const answers: Rule = (path, code, sources) => {
  if (!path.startsWith('src/adapters/http/')) return [];
  const entities = entitiesIn(sources);
  const imported = [...code.matchAll(/import[^{;]*\{([^}]*)\}\s*from '#domain\//g)].flatMap(([, list = '']) => list.match(/\w+/g) ?? []);
  return [
    ...(/\b(res|response)\s*\.\s*(status\([^)]*\)\s*\.\s*)?(json|send)\(/.test(code)
      ? ['answers are built by views, not by res.json']
      : []),
    ...imported.filter((name) => entities.has(name)).map((name) => `an entity never reaches HTTP: ${name}`),
  ];
};

const rulesOfSource: readonly Rule[] = [layering, statusChanges, purity, answers, barrels];
const rulesOfEveryFile: readonly Rule[] = [names, sizes];

const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');

/** Every violation as `path: rule`. @throws when there is nothing to look at in one of the layers. */
export function violationsIn(sources: Sources): string[] {
  for (const layer of ['domain', 'application', 'adapters', 'bootstrap']) {
    if (![...sources.keys()].some((path) => layerOf(path) === layer)) throw new Error(`there are no files in src/${layer} to look at`);
  }
  const codes = new Map([...sources].map(([path, text]) => [path, withoutComments(text)]));
  const faults = [...codes].flatMap(([path, code]) => {
    const rules = path.startsWith('src/') ? [...rulesOfEveryFile, ...rulesOfSource] : rulesOfEveryFile;
    return rules.flatMap((rule) =>
      rule(path, rule === sizes ? (sources.get(path) ?? '') : code, sources).map((fault) => `${path}: ${fault}`),
    );
  });
  return [...faults, ...circlesIn(codes)];
}

/** What no exception covers, and each exception that covers nothing. */
export function unexcused(violations: readonly string[], exceptions: readonly Exception[]): string[] {
  const covers = ({ path, rule }: Exception, violation: string) => violation.startsWith(path) && rule.test(violation);
  return [
    ...violations.filter((violation) => !exceptions.some((exception) => covers(exception, violation))),
    ...exceptions
      .filter((exception) => !violations.some((violation) => covers(exception, violation)))
      .map(({ path }) => `${path}: a stale exception`),
  ];
}
