const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** The segments of an object's key. @throws {TypeError} for a key that could leave the storage's own directory. */
export function keySegments(key: string): string[] {
  const segments = key.split('/');
  if (segments.length > 16 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new TypeError(`${JSON.stringify(key.slice(0, 200))} is not a key of an object`);
  }
  return segments;
}
