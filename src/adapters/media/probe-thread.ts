import { Worker } from 'node:worker_threads';
import type { FromWorker, ProbeRequest, ToWorker } from './probe-messages.ts';
import type { ReadAt } from './remote-tokenizer.ts';

/** `died` is a worker that ran out of its memory, or broke. */
export type ThreadAnswer = Exclude<FromWorker, { about: 'read' }> | { about: 'timed-out' } | { about: 'died'; reason: string };

type Job = { onMessage(message: FromWorker): void; onEnd(reason: string): void };

/** What one look at a file may take. Buffers do not count; the reads that fill them are bounded by the tokenizer. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** A worker that looks at one file at a time, started when it is first needed and again after it was killed. */
export class ProbeThread {
  readonly #script: URL;
  readonly #deadlineMs: number;
  #worker: Worker | null = null;
  #job: Job | null = null;

  constructor(options: { script: URL; deadlineMs: number }) {
    this.#script = options.script;
    this.#deadlineMs = options.deadlineMs;
  }

  /** Throws what `readAt` throws. */
  async run(request: ProbeRequest, readAt: ReadAt): Promise<ThreadAnswer> {
    try {
      const answer = await this.#ask(request, readAt);
      if (answer.about === 'timed-out') await this.stop();
      return answer;
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      this.#job = null;
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #ask(request: ProbeRequest, readAt: ReadAt): Promise<ThreadAnswer> {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      const worker = this.#worker;
      const timer = setTimeout(() => resolve({ about: 'timed-out' }), this.#deadlineMs);
      const settle = (answer: ThreadAnswer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      const fail = (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      };
      this.#job = {
        onMessage: (message) => {
          if (message.about !== 'read') settle(message);
          else readAt(message.position, message.length).then((bytes) => tell(worker, { about: 'bytes', bytes }), fail);
        },
        onEnd: (reason) => settle({ about: 'died', reason }),
      };
      tell(worker, { about: 'request', request });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { resourceLimits, env: {} });
    const onEnd = (reason: string) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#job?.onEnd(reason);
    };
    worker.on('message', (message: FromWorker) => this.#job?.onMessage(message));
    worker.on('error', (error) => onEnd(String(error)));
    worker.on('exit', (code) => onEnd(`it exited with ${code}`));
    worker.unref();
    return worker;
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
