import { wavHeader } from '#test/support/audio.ts';

const SAMPLE_RATE = 22_050;
const LOUDEST = 9_000;

const frequencyOf = (semitones: number): number => 220 * 2 ** (semitones / 12);

/** How loud a note is that began `seconds` ago and lasts for `length`: struck, and fading. */
const envelope = (seconds: number, length: number): number => Math.min(1, seconds * 200) * Math.exp((-4 * seconds) / length);

/** A WAV file of plucked notes, four to the second: `notes` are semitones above the A below middle C; null is a rest. */
export function melody(notes: readonly (number | null)[], repeats: number): Buffer {
  const perNote = SAMPLE_RATE / 4;
  const frames = Math.round(notes.length * repeats * perNote);
  const data = Buffer.alloc(frames * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const note = notes[Math.floor(frame / perNote) % notes.length];
    if (note === null || note === undefined) continue;
    const seconds = (frame % perNote) / SAMPLE_RATE;
    const phase = 2 * Math.PI * frequencyOf(note) * seconds;
    const tone = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase);
    data.writeInt16LE(Math.round(tone * envelope(seconds, 0.5) * LOUDEST), frame * 2);
  }
  return Buffer.concat([wavHeader({ sampleRate: SAMPLE_RATE, channels: 1, dataBytes: data.length }), data]);
}
