type Platform = { os: string[]; cpu: string[]; libc?: string[] };
type Entry = Partial<Platform> & { version?: string; dev?: boolean; optional?: boolean; optionalDependencies?: Record<string, string> };
export type Lock = { packages: Record<string, Entry> };

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const libraries: Record<string, string> = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** Where a package finds another one: in its own folder, or in those above it. */
function isFound(packages: Lock['packages'], path: string, name: string): boolean {
  if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true;
  if (path === '') return false;
  const above = path.lastIndexOf('/node_modules/');
  return isFound(packages, above === -1 ? '' : path.slice(0, above), name);
}

/** What the name of a build says of the machines that it is for. */
function platformIn(name: string): Platform {
  const words = name.split(/[-/]/);
  const one = (known: readonly string[]) => words.filter((word) => known.includes(word));
  const libc = words.flatMap((word) => libraries[word] ?? []);
  return { cpu: one(processors), os: one(systems), ...(libc.length > 0 ? { libc } : {}) };
}

/** Writes in the builds for other platforms that packages ask for and that are not there. Names what it added. */
export function completeLock({ packages }: Lock): string[] {
  const added: string[] = [];
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isFound(packages, path, name)) continue;
      packages[`node_modules/${name}`] = { version, ...platformIn(name), ...(dev ? { dev } : {}), optional: true };
      added.push(name);
    }
  }
  return added;
}
