import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#test/support/free-port.ts';

const binary = process.env['NGINX_BINARY'] ?? 'nginx';

/** nginx with sendfile and one worker on core 0, over the directory of a file. */
export class BenchNginx {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  /** Null where there is no nginx: NGINX_BINARY says where else to look than in the PATH. */
  static async start(file: string, scratch: string): Promise<BenchNginx | null> {
    if (spawnSync(binary, ['-v']).status !== 0) return null;
    const port = await freePort();
    mkdirSync(scratch, { recursive: true });
    const config = join(scratch, 'nginx.conf');
    writeFileSync(config, configuration(port, dirname(file), scratch));
    const child = spawn('taskset', ['-c', '0', binary, '-c', config], { stdio: 'ignore' });
    const nginx = new BenchNginx(`http://127.0.0.1:${port}/${basename(file)}`, child);
    await nginx.#answers();
    return nginx;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const found = await fetch(this.url, { method: 'HEAD' }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (found) return;
      await sleep(50);
    }
    throw new Error('nginx does not answer');
  }
}

function configuration(port: number, root: string, scratch: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(scratch, name)};`);
  return `daemon off; master_process off; pid ${join(scratch, 'nginx.pid')}; error_log ${join(scratch, 'error.log')};
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  ${temporary.join('\n  ')}
  server { listen 127.0.0.1:${port}; location / { root ${root}; } }
}
`;
}
